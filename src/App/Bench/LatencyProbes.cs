using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Millrace.App.Bench;

/// <summary>
/// Events each of which brings about one urgent message: each is of a campaign of its own, by which the message is known again. What
/// counts is the time from the answer to the body until the call with the message has come to the queue.
/// </summary>
internal sealed class LatencyProbes
{
    /// <summary>Number of the advertiser whom they belong to; the hourly load has those below.</summary>
    public const int Advertiser = EventLines.Advertisers;

    /// <summary>Dataset of the messages.</summary>
    public const string Dataset = "sd-traffic";

    private const string Prefix = "probe-";
    private readonly ConcurrentDictionary<string, (long Sent, long Answered)> answered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> came = new(StringComparer.Ordinal);
    private int sent;

    /// <summary>Sends the next; a click of an import is published in the commit that takes it in.</summary>
    public async Task SendAsync(LatencyServer server, DateTimeOffset time)
    {
        var campaign = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Interlocked.Increment(ref sent)}");
        var line =
            $"{{\"event_id\":\"{campaign}\",\"type\":\"click\",\"time\":\"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"ad_product\":\"SD\","
            + $"\"advertiser_id\":\"{EventLines.Advertiser(Advertiser)}\",\"marketplace_id\":\"{EventLines.Marketplace}\",\"campaign_id\":\"{campaign}\","
            + "\"ad_group_id\":\"1\",\"ad_id\":\"1\",\"target_id\":\"1\",\"cost\":1}\n";
        var began = TimeProvider.System.GetTimestamp();
        await server.SendAsync(campaign, Encoding.UTF8.GetBytes(line), "?import=true");
        answered[campaign] = (began, TimeProvider.System.GetTimestamp());
    }

    /// <summary>A message has come to the urgent queue; of several that a campaign brings about the first counts.</summary>
    public void Came(JsonElement message, long at)
    {
        foreach (var name in (string[])["campaign_id", "budget_scope_id"])
        {
            if (message.TryGetProperty(name, out var campaign) && campaign.GetString() is { } text)
            {
                came.TryAdd(text, at);
            }
        }
    }

    /// <summary>Waits for what is still on its way of those that have been answered since the last call; answers how long they took.</summary>
    public async Task<List<ProbeTimes>> TakeAsync(TimeSpan wait)
    {
        var until = TimeProvider.System.GetUtcNow() + wait;
        var asked = answered.ToArray();
        while (asked.Any(probe => !came.ContainsKey(probe.Key)))
        {
            if (TimeProvider.System.GetUtcNow() > until)
            {
                throw new TimeoutException($"An urgent message has not come within {wait}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var taken = new List<ProbeTimes>();
        foreach (var (campaign, (began, end)) in asked)
        {
            taken.Add(new(Milliseconds(began, end), Math.Max(0, Milliseconds(end, came[campaign]))));
            answered.TryRemove(campaign, out _);
        }

        return taken;
    }

    private static double Milliseconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalMilliseconds;
}

/// <summary>What one probe took, in milliseconds.</summary>
/// <param name="Answer">From the sending of the body to its answer.</param>
/// <param name="Message">From the answer until the message was in the queue.</param>
internal readonly record struct ProbeTimes(double Answer, double Message);
