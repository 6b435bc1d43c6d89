using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>
/// Sends what the platform does to a deployment over HTTP, slice by slice, and enters it into the books. A body's key and
/// lines depend on its slice and part alone: whatever the steps are, and wherever a run ended, sending it again changes
/// nothing. Steps are for one caller at a time; the properties may be read by others meanwhile.
/// </summary>
public sealed class Feeder
{
    private readonly VirtualPlatform platform;
    private readonly Books books;
    private readonly FeederOptions options;
    private readonly FeedClient client;
    private readonly Lock gate = new();
    private AcceptedTotals[] accepted;
    private DateTimeOffset position;

    /// <param name="serve">Its base address is the deployment's.</param>
    /// <param name="wall">The clock of waits.</param>
    public Feeder(HttpClient serve, VirtualPlatform platform, Books books, FeederOptions options, TimeProvider wall)
    {
        options.Check();
        this.platform = platform;
        this.books = books;
        this.options = options;
        client = new FeedClient(serve, options, wall);
        accepted = [.. platform.Accounts.Select(AcceptedTotals.None)];
        position = platform.Options.Start;
    }

    /// <summary>Up to here the deployment has all events, and the books too.</summary>
    public DateTimeOffset Position
    {
        get
        {
            lock (gate)
            {
                return position;
            }
        }
    }

    /// <summary>What was answered as accepted, by account; over all runs where progress is kept.</summary>
    public IReadOnlyList<AcceptedTotals> Accepted
    {
        get
        {
            lock (gate)
            {
                return [.. accepted];
            }
        }
    }

    private string Feed => $"{platform.Fingerprint}, batch lines {options.BatchLinesMax}";

    /// <summary>
    /// Goes on where an earlier run was, if there was one: call it before the first step, with empty books, which are written
    /// again from the platform's start. Answers <see cref="Position"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The progress is that of another feed, or cannot be read.</exception>
    public DateTimeOffset Resume(CancellationToken cancel)
    {
        if (options.ProgressFile is null || FeederProgress.Read(options.ProgressFile) is not { } progress)
        {
            return Position;
        }

        if (progress.Feed != Feed)
        {
            throw new InvalidDataException(
                $"{options.ProgressFile} is the progress of another feed. It has: {progress.Feed}. Asked for: {Feed}. "
                    + "Start with the same seed and options, or with a new data folder."
            );
        }

        var earlier = progress.Accepted.ToDictionary(account => account.EntityId);
        for (var slice = platform.Options.Start; slice < progress.Finished; slice += VirtualPlatform.Slice)
        {
            cancel.ThrowIfCancellationRequested();
            books.Add(platform.EventsBetween(slice, slice + VirtualPlatform.Slice));
        }

        lock (gate)
        {
            accepted =
            [
                .. platform.Accounts.Select(account =>
                    earlier.TryGetValue(account.EntityId, out var had)
                        ? new AcceptedTotals(account, had.Lines, had.Traffic)
                        : AcceptedTotals.None(account)
                ),
            ];
            position = progress.Finished;
        }

        return progress.Finished;
    }

    /// <summary>Tells the deployment what exists and, where anybody counts it, what is sold. May be repeated.</summary>
    public async Task PutEntitiesAsync(CancellationToken cancel)
    {
        await PutAsync("entities", platform.Entities.Select(entity => entity.Document), cancel);
        await PutAsync("products", platform.Products, cancel);
    }

    private async Task PutAsync(string what, IEnumerable<string> documents, CancellationToken cancel)
    {
        var part = 0;
        foreach (var chunk in documents.Chunk(options.BatchLinesMax))
        {
            var lines = new ArrayBufferWriter<byte>();
            foreach (var document in chunk)
            {
                Encoding.UTF8.GetBytes(document, lines);
                lines.Write("\n"u8);
            }

            var key = FormattableString.Invariant($"sandbox-{platform.Seed}-{what}-{part++}");
            await client.SendLinesAsync(HttpMethod.Put, $"/ingest/v1/{what}", key, Gzip(lines), chunk.Length, cancel);
        }
    }

    /// <summary>
    /// Posts what the platform sends from <paramref name="fromUtc"/> up to <paramref name="toUtc"/>, both whole multiples of
    /// <see cref="VirtualPlatform.Slice"/>. What was posted before is passed over. The deployment's clock should be at most
    /// five minutes behind <paramref name="toUtc"/>: lines from the future are refused.
    /// </summary>
    /// <exception cref="FeederException">A body was refused, or not answered in time. The step can be tried again.</exception>
    public async Task PostStepAsync(DateTimeOffset fromUtc, DateTimeOffset toUtc, CancellationToken cancel)
    {
        var done = Position;
        if (!IsWhole(fromUtc) || !IsWhole(toUtc) || toUtc < fromUtc)
        {
            throw new ArgumentException(
                $"A step goes from one multiple of {VirtualPlatform.Slice} to a later: {fromUtc:O} to {toUtc:O} does not."
            );
        }

        if (fromUtc > done)
        {
            throw new ArgumentException(
                $"The step begins at {fromUtc:O}, but the feed stands at {done:O}: steps follow each other without gaps."
            );
        }

        for (var slice = done; slice < toUtc; slice += VirtualPlatform.Slice)
        {
            await PostSliceAsync(slice, cancel);
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

    private async Task PostSliceAsync(DateTimeOffset slice, CancellationToken cancel)
    {
        var end = slice + VirtualPlatform.Slice;
        var events = platform.EventsBetween(slice, end).ToArray();
        for (var start = 0; start < events.Length; start += options.BatchLinesMax)
        {
            var count = Math.Min(options.BatchLinesMax, events.Length - start);
            var lines = new ArrayBufferWriter<byte>(count * 400);
            for (var place = start; place < start + count; place++)
            {
                EventLineWriter.Write(in events[place], lines);
            }

            var part = start / options.BatchLinesMax;
            var key = FormattableString.Invariant($"sandbox-{platform.Seed}-{slice.ToUnixTimeSeconds()}-{part}");
            await client.SendLinesAsync(HttpMethod.Post, "/ingest/v1/events", key, Gzip(lines), count, cancel);
        }

        Finish(events, end);
    }

    private void Finish(PlatformEvent[] events, DateTimeOffset end)
    {
        var sums = (AcceptedTotals[])accepted.Clone();
        foreach (ref readonly var happened in events.AsSpan())
        {
            ref var sum = ref sums[happened.Account.Number];
            sum = sum.With(in happened);
        }

        if (options.ProgressFile is { } file)
        {
            var kept = sums.Select(sum => new FeederProgress.Account(sum.Account.EntityId, sum.Lines, sum.Traffic));
            new FeederProgress(Feed, end.ToUniversalTime(), [.. kept]).Write(file);
        }

        books.Add(events);
        lock (gate)
        {
            accepted = sums;
            position = end;
        }
    }

    private static bool IsWhole(DateTimeOffset time) => time.UtcTicks % VirtualPlatform.Slice.Ticks == 0;

    private static byte[] Gzip(ArrayBufferWriter<byte> lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(lines.WrittenSpan);
        }

        return packed.ToArray();
    }
}
