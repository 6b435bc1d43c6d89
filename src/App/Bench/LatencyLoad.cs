using System.Globalization;

namespace Millrace.App.Bench;

/// <summary>Bodies of ad events, made before they are wanted and sent as fast as they are taken or at a rate.</summary>
internal sealed class LatencyLoad(LatencyServer server)
{
    private const int Combinations = 200_000;
    private const int LinesPerBody = 2_000;
    private const int Callers = 4;

    private readonly EventLines lines = new(Combinations, EventLines.Advertisers, seed: 3);
    private long written;
    private int sent;

    /// <summary>Sends each combination once in an hour; answers how many there are.</summary>
    public async Task<long> FillHourAsync(DateTimeOffset hour)
    {
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => FillAsync(hour, caller)));
        return Combinations;
    }

    /// <summary>Sends for so long as fast as it is taken; answers events a second.</summary>
    public async Task<double> SendForAsync(TimeSpan time, DateTimeOffset eventTime)
    {
        var (began, before) = (TimeProvider.System.GetTimestamp(), written);
        async Task CallAsync()
        {
            while (TimeProvider.System.GetElapsedTime(began) < time)
            {
                await SendAsync(Body(eventTime));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync()));
        return (written - before) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Sends at a rate, whether what was sent before is answered or not, until it is cancelled.</summary>
    public async Task SendAtAsync(double eventsPerSecond, DateTimeOffset eventTime, CancellationToken cancel)
    {
        var calls = new List<Task>();
        await Paced.RunAsync(
            TimeSpan.FromSeconds(LinesPerBody / eventsPerSecond),
            () => calls.Add(SendAsync(Body(eventTime))),
            cancel
        );
        await Task.WhenAll(calls);
    }

    private async Task FillAsync(DateTimeOffset hour, int caller)
    {
        for (var from = caller * LinesPerBody; from < Combinations; from += Callers * LinesPerBody)
        {
            await SendAsync(Body(hour, from));
        }
    }

    private Task SendAsync(byte[] body) =>
        server.SendAsync(string.Create(CultureInfo.InvariantCulture, $"load-{Interlocked.Increment(ref sent)}"), body);

    private byte[] Body(DateTimeOffset time, int? from = null)
    {
        var body = new byte[LinesPerBody * EventLines.LineBytes];
        lock (lines)
        {
            for (var line = 0; line < LinesPerBody; line++)
            {
                var combination = from is { } first ? first + line : lines.Next(Combinations);
                lines.Write(body.AsSpan(line * EventLines.LineBytes, EventLines.LineBytes), combination, written++, time);
            }
        }

        return body;
    }
}
