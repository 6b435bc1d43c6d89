using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.App.Bench;

/// <summary>
/// Clicks each of which uses five percent of a campaign's budget, so that each brings about one message of it. What counts is the time from
/// the answer to the body until the call with the message has come to the queue.
/// </summary>
internal sealed class LatencyProbes
{
    /// <summary>Number of the advertiser whom they belong to; the hourly load has those below.</summary>
    public const int Advertiser = EventLines.Advertisers;

    /// <summary>Dataset of the messages.</summary>
    public const string Dataset = Documents.BudgetUsageId;

    // More than are asked in turn while one message is waited for, so that each step has a message of its own.
    private const int Campaigns = 2_000;
    private const int PercentPerProbe = 5;
    private readonly ConcurrentDictionary<Step, (long Sent, long Answered)> answered = new();
    private readonly ConcurrentDictionary<Step, long> came = new();
    private int sent;

    /// <summary>Tells the service of the campaigns and their budgets, whose amount is 20.</summary>
    public static Task PrepareAsync(LatencyServer server)
    {
        var lines = new StringBuilder();
        for (var campaign = 0; campaign < Campaigns; campaign++)
        {
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{{\"kind\":\"campaign\",\"ad_product\":\"SD\",\"id\":\"{campaign}\",{Account},\"budget\":{{\"amount\":20,\"recurrence\":\"DAILY\"}}}}\n"
            );
        }

        return server.UpsertAsync("campaigns", Encoding.UTF8.GetBytes(lines.ToString()));
    }

    /// <summary>Sends the next.</summary>
    public async Task SendAsync(LatencyServer server, DateTimeOffset time)
    {
        var number = Interlocked.Increment(ref sent) - 1;
        var step = new Step(number % Campaigns, number / Campaigns + 1);
        var line =
            $"{{\"event_id\":\"probe-{number}\",\"type\":\"click\",\"time\":\"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"ad_product\":\"SD\",{Account},"
            + $"\"campaign_id\":\"{step.Campaign}\",\"ad_group_id\":\"1\",\"ad_id\":\"1\",\"target_id\":\"1\",\"cost\":1}}\n";
        var began = TimeProvider.System.GetTimestamp();
        await server.SendAsync(string.Create(CultureInfo.InvariantCulture, $"probe-{number}"), Encoding.UTF8.GetBytes(line));
        answered[step] = (began, TimeProvider.System.GetTimestamp());
    }

    /// <summary>A message of the urgent stream has come; it tells its step and those below.</summary>
    public void Came(JsonElement message, long at)
    {
        var campaign = int.Parse(message.GetProperty("budget_scope_id").GetString()!, CultureInfo.InvariantCulture);
        for (
            var reached = (int)message.GetProperty("budget_usage_percentage").GetDouble() / PercentPerProbe;
            reached > 0;
            reached--
        )
        {
            came.TryAdd(new Step(campaign, reached), at);
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
        foreach (var (step, (began, end)) in asked)
        {
            taken.Add(new(Milliseconds(began, end), Math.Max(0, Milliseconds(end, came[step]))));
            answered.TryRemove(step, out _);
        }

        return taken;
    }

    private static string Account =>
        $"\"advertiser_id\":\"{EventLines.Advertiser(Advertiser)}\",\"marketplace_id\":\"{EventLines.Marketplace}\"";

    private static double Milliseconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalMilliseconds;

    /// <param name="Reached">How many times five percent of the campaign's budget.</param>
    private readonly record struct Step(int Campaign, int Reached);
}

/// <summary>What one probe took, in milliseconds.</summary>
/// <param name="Answer">From the sending of the body to its answer.</param>
/// <param name="Message">From the answer until the message was in the queue.</param>
internal readonly record struct ProbeTimes(double Answer, double Message);
