using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Millrace.Sources.Files;

/// <summary>Sends bodies to a server's ingest endpoint; what did not get an answer is sent again under the same id.</summary>
/// <param name="key">The ingest key.</param>
/// <param name="attemptsMax">How often a body is sent, a second or what the server says apart.</param>
public sealed class IngestClient(HttpClient http, string key, TimeProvider wallTime, int attemptsMax = IngestClient.AttemptsMax)
{
    public const int AttemptsMax = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="batchId">The same whenever the body is sent again.</param>
    /// <exception cref="IngestException">The server refuses the body, or did not answer so often.</exception>
    public async Task<IngestAnswer> SendAsync(byte[] body, string batchId, IngestTarget target, CancellationToken cancel)
    {
        var packed = Gzip(body);
        for (var attempt = 1; ; attempt++)
        {
            var (answer, why, wait) = await TryAsync(packed, batchId, target, cancel);
            if (answer is not null)
            {
                return answer;
            }

            if (attempt == attemptsMax)
            {
                throw new IngestException($"The server took nothing {attemptsMax} times: {why}");
            }

            await Task.Delay(wait, wallTime, cancel);
        }
    }

    private async Task<(IngestAnswer? Answer, string Why, TimeSpan Wait)> TryAsync(
        byte[] packed,
        string batchId,
        IngestTarget target,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(target.Method, target.Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", batchId);
        request.Content = new ByteArrayContent(packed);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");
        try
        {
            using var response = await http.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode)
            {
                return (IngestAnswer.Read(text), "", default);
            }

            if (response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500)
            {
                return (null, text, response.Headers.RetryAfter?.Delta ?? Pause);
            }

            throw new IngestException(
                (int)response.StatusCode is >= 300 and < 400
                    ? $"The server leads elsewhere ({(int)response.StatusCode}), which is not followed: name the address of ingest itself."
                    : $"The server refuses the batch ({(int)response.StatusCode}): {text}"
            );
        }
        catch (HttpRequestException fault)
        {
            return (null, fault.Message, Pause);
        }
        catch (JsonException)
        {
            throw new IngestException("The server's answer is not that of an ingest endpoint: check the address.");
        }
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}

/// <summary>A body that the server will not take.</summary>
public sealed class IngestException(string message) : Exception(message);
