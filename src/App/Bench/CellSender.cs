namespace Millrace.App.Bench;

/// <summary>Fills hours with cells: each combination once an hour, or as many events as wanted by the law of the lines.</summary>
internal sealed class CellSender(SetTime clock, Func<Stream, Task> send, EventLines lines)
{
    // Some 31 MB, half of the largest body that is taken.
    public const int LinesPerBody = 75_000;

    private readonly byte[] body = new byte[LinesPerBody * EventLines.LineBytes];
    private long number;

    public CellSender(IngestStand stand, EventLines lines)
        : this(stand.Clock, stand.SendAsync, lines) { }

    /// <summary>Sends every combination once in an hour; answers the collector's longest pause, as an upper bound by body.</summary>
    public async Task<TimeSpan> SendHourAsync(int hour)
    {
        var time = EventLines.Start.AddHours(hour);
        clock.Now = time.AddMinutes(30);
        var longest = TimeSpan.Zero;
        for (var from = 0; from < lines.Combinations; from += LinesPerBody)
        {
            var count = Math.Min(LinesPerBody, lines.Combinations - from);
            for (var place = 0; place < count; place++)
            {
                lines.Write(Line(place), from + place, number++, time);
            }

            var paused = GC.GetTotalPauseDuration();
            await SendAsync(count);
            var pause = GC.GetTotalPauseDuration() - paused;
            longest = pause > longest ? pause : longest;
        }

        return longest;
    }

    /// <summary>Sends events as they fall by the law; the making of the lines does not count.</summary>
    /// <returns>CPU-seconds of the process while they were taken.</returns>
    public async Task<double> SendDrawnAsync(int hour, int events)
    {
        var time = EventLines.Start.AddHours(hour).AddMinutes(10);
        var seconds = 0.0;
        for (var left = events; left > 0; left -= LinesPerBody)
        {
            var count = Math.Min(LinesPerBody, left);
            for (var place = 0; place < count; place++)
            {
                lines.Write(Line(place), number++, time);
            }

            var before = Environment.CpuUsage.TotalTime;
            await SendAsync(count);
            seconds += (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }

        return seconds;
    }

    private Span<byte> Line(int place) => body.AsSpan(place * EventLines.LineBytes, EventLines.LineBytes);

    private async Task SendAsync(int count)
    {
        using var stream = new MemoryStream(body, 0, count * EventLines.LineBytes, writable: false);
        await send(stream);
    }
}
