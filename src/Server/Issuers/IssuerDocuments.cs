using Microsoft.IdentityModel.Protocols;

namespace Millrace.Server.Issuers;

/// <summary>
/// Fetches metadata and keys of one issuer. Wherever an address comes from, it is asked only where nobody on the way can change the answer, and an
/// issuer that is asked over https cannot have this machine asked over http.
/// </summary>
/// <param name="http">See <see cref="CreateHttpClient"/>.</param>
/// <param name="metadata">Where the issuer itself is asked.</param>
internal sealed class IssuerDocuments(HttpClient http, Uri metadata) : IDocumentRetriever
{
    private const int BytesMax = 1024 * 1024;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>Connections that follow no redirect, with bounds on size and time of an answer.</summary>
    public static HttpClient CreateHttpClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = AnswerMax,
            MaxResponseContentBufferSize = BytesMax,
        };

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || !IssuerOptions.IsSafe(uri)
            || (uri.Scheme != Uri.UriSchemeHttps && metadata.Scheme == Uri.UriSchemeHttps)
        )
        {
            throw new IOException($"{address} is not asked: it has to be https, or http on this machine as its issuer is.");
        }

        using var response = await http.GetAsync(uri, cancel);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync(cancel)
            : throw new IOException($"{address} answered {(int)response.StatusCode}.");
    }
}
