using Microsoft.IdentityModel.Protocols;

namespace Millrace.Server.Issuers;

/// <summary>Fetches metadata and keys of issuers. Wherever an address comes from, it is asked only where nobody on the way can change the answer.</summary>
internal sealed class IssuerDocuments : IDocumentRetriever, IDisposable
{
    private const int BytesMax = 1024 * 1024;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
    )
    {
        Timeout = AnswerMax,
        MaxResponseContentBufferSize = BytesMax,
    };

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IssuerOptions.IsSafe(uri))
        {
            throw new IOException($"{address} is not asked: it has to be https, or http on this machine.");
        }

        using var response = await http.GetAsync(uri, cancel);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync(cancel)
            : throw new IOException($"{address} answered {(int)response.StatusCode}.");
    }

    public void Dispose() => http.Dispose();
}
