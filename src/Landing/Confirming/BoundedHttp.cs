using System.Net;
using System.Text;

namespace Millrace.Landing.Confirming;

/// <summary>GET with a bound on size and time; a redirect is an answer like any other and is not followed.</summary>
internal sealed class BoundedHttp(HttpClient http, TimeSpan timeout, int bytesMax, TimeProvider clock)
{
    /// <summary>The status and the text; a text longer than the bound is cut off and told so.</summary>
    /// <exception cref="HttpRequestException">The world: unreachable, too slow, redirected by the client.</exception>
    public async Task<(HttpStatusCode Status, string Text, bool Cut)> GetAsync(Uri address, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, both.Token)
                .ConfigureAwait(false);
            if (response.RequestMessage?.RequestUri is { } asked && asked != address)
            {
                throw new HttpRequestException("The client followed a redirect, which is not allowed here.");
            }

            var stream = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var bytes = new byte[bytesMax + 1];
                var length = await stream
                    .ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, both.Token)
                    .ConfigureAwait(false);
                return (response.StatusCode, Encoding.UTF8.GetString(bytes, 0, Math.Min(length, bytesMax)), length > bytesMax);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException($"No answer within {timeout.TotalSeconds:0} s.");
        }
        catch (IOException fault)
        {
            throw new HttpRequestException("The answer broke off.", fault);
        }
    }
}
