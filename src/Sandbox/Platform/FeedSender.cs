using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>Sends a slice's events and what is told of entities, in bodies of so many lines; a body's key says its slice and part.</summary>
internal sealed class FeedSender(FeedClient client, long seed, int batchLinesMax)
{
    /// <summary>The bodies in which events are sent.</summary>
    public IEnumerable<ArraySegment<PlatformEvent>> Bodies(PlatformEvent[] events)
    {
        for (var start = 0; start < events.Length; start += batchLinesMax)
        {
            yield return new(events, start, Math.Min(batchLinesMax, events.Length - start));
        }
    }

    public async Task SendEventsAsync(PlatformEvent[] events, DateTimeOffset slice, CancellationToken cancel)
    {
        var part = 0;
        foreach (var body in Bodies(events))
        {
            var lines = new ArrayBufferWriter<byte>(body.Count * 400);
            foreach (ref readonly var happened in body.AsSpan())
            {
                EventLineWriter.Write(in happened, lines);
            }

            var key = Invariant($"sandbox-{seed}-{slice.ToUnixTimeSeconds()}-{part++}");
            await client.SendLinesAsync(HttpMethod.Post, "/ingest/v1/events", key, lines.WrittenMemory, body.Count, cancel);
        }
    }

    public Task SendChangesAsync(IEnumerable<PlatformEntity> changes, DateTimeOffset slice, CancellationToken cancel) =>
        SendDocumentsAsync(
            "entities",
            Invariant($"{slice.ToUnixTimeSeconds()}-entities"),
            changes.Select(told => told.Document),
            cancel
        );

    /// <param name="what">entities or products.</param>
    public async Task SendDocumentsAsync(string what, string name, IEnumerable<string> documents, CancellationToken cancel)
    {
        var part = 0;
        foreach (var body in documents.Chunk(batchLinesMax))
        {
            var lines = new ArrayBufferWriter<byte>();
            foreach (var document in body)
            {
                Encoding.UTF8.GetBytes(document, lines);
                lines.Write("\n"u8);
            }

            var key = Invariant($"sandbox-{seed}-{name}-{part++}");
            await client.SendLinesAsync(HttpMethod.Put, $"/ingest/v1/{what}", key, lines.WrittenMemory, body.Length, cancel);
        }
    }

    /// <summary>Sets the deployment's platform clock.</summary>
    public Task SetClockAsync(DateTimeOffset time, CancellationToken cancel) =>
        client.SendJsonAsync(
            HttpMethod.Post,
            "/sandbox/v1/clock",
            JsonSerializer.SerializeToUtf8Bytes(
                new { time = time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture) }
            ),
            cancel
        );

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
