using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>Sends one body until it is answered, always under the same key, so that it counts once.</summary>
internal sealed class FeedClient(HttpClient serve, FeederOptions options, TimeProvider wall)
{
    private const int ReasonsMax = 5;
    private const int ExcerptCharactersMax = 300;

    /// <summary>Sends lines, compressed with gzip, and checks that every one was accepted.</summary>
    public async Task SendLinesAsync(
        HttpMethod method,
        string path,
        string key,
        ReadOnlyMemory<byte> lines,
        int count,
        CancellationToken cancel
    )
    {
        var packed = Gzip(lines.Span);
        var answer = await SendAsync(
            method,
            path,
            key,
            () =>
            {
                var content = new ByteArrayContent(packed);
                content.Headers.ContentType = new("application/x-ndjson");
                content.Headers.ContentEncoding.Add("gzip");
                return content;
            },
            cancel
        );
        CheckAccepted(path, key, answer, count);
    }

    /// <summary>Sends a small JSON document.</summary>
    public Task SendJsonAsync(HttpMethod method, string path, byte[] document, CancellationToken cancel) =>
        SendAsync(
            method,
            path,
            null,
            () =>
            {
                var content = new ByteArrayContent(document);
                content.Headers.ContentType = new("application/json");
                return content;
            },
            cancel
        );

    private static byte[] Gzip(ReadOnlySpan<byte> lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(lines);
        }

        return packed.ToArray();
    }

    private async Task<string> SendAsync(
        HttpMethod method,
        string path,
        string? key,
        Func<HttpContent> content,
        CancellationToken cancel
    )
    {
        var begun = wall.GetTimestamp();
        var backoff = options.WaitMin;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, wait, why, fault) = await TryAsync(method, path, key, content, cancel);
            if (answer is not null)
            {
                return answer;
            }

            var pause = wait ?? backoff;
            if (wall.GetElapsedTime(begun) + pause > options.GiveUpAfter)
            {
                throw new FeederException($"{method} {path} was not answered after {attempt} attempts: {why}.", [], fault);
            }

            await Task.Delay(pause, wall, cancel);
            backoff = TimeSpan.FromTicks(Math.Min(options.WaitMax.Ticks, backoff.Ticks * 2));
        }
    }

    private async Task<(string? Answer, TimeSpan? Wait, string Why, Exception? Fault)> TryAsync(
        HttpMethod method,
        string path,
        string? key,
        Func<HttpContent> content,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = content();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.IngestKey);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var response = await serve.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode)
            {
                return (text, null, "", null);
            }

            var why = $"the answer was {(int)response.StatusCode}";
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return (null, AskedWait(response.Headers.RetryAfter), $"{why}, the deployment is busy", null);
            }

            return (int)response.StatusCode >= 500
                ? (null, response.Headers.RetryAfter is { } asked ? AskedWait(asked) : null, why, null)
                : throw new FeederException($"{method} {path} was refused: {why}: {Excerpt(text)}", []);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (null, null, $"the deployment at {serve.BaseAddress} cannot be reached ({fault.Message})", fault);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            return (null, null, $"the deployment did not answer within {serve.Timeout}", fault);
        }
    }

    private TimeSpan AskedWait(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? (header?.Date is { } date ? date - wall.GetUtcNow() : options.WaitMax);
        return asked > options.WaitMin ? asked : options.WaitMin;
    }

    private static void CheckAccepted(string path, string key, string answer, int count)
    {
        long accepted;
        var reasons = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(answer);
            accepted = document.RootElement.GetProperty("accepted").GetInt64();
            if (document.RootElement.TryGetProperty("refused", out var refused) && refused.ValueKind == JsonValueKind.Array)
            {
                reasons.AddRange(refused.EnumerateArray().Take(ReasonsMax).Select(Reason));
            }
        }
        catch (Exception fault)
            when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FeederException($"The answer to {path} is not the one of an ingest: {Excerpt(answer)}", [], fault);
        }

        if (accepted != count)
        {
            throw new FeederException(
                $"Of {count} lines of batch {key} only {accepted} were accepted by {path}: {string.Join("; ", reasons.DefaultIfEmpty("no reason was given"))}",
                reasons
            );
        }
    }

    private static string Reason(JsonElement refused) =>
        refused.ValueKind == JsonValueKind.Object
        && refused.TryGetProperty("line", out var line)
        && refused.TryGetProperty("reason", out var reason)
            ? $"line {line}: {reason}"
            : Excerpt(refused.ToString());

    private static string Excerpt(string text) => text.Length <= ExcerptCharactersMax ? text : $"{text[..ExcerptCharactersMax]}…";
}
