using System.Globalization;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>Holds what landed at all subscribers against what was sent.</summary>
internal sealed class DeploymentJudge(
    SimulatedSubscribers subscribers,
    SimulatedPlatform platform,
    SimulatedManager manager,
    PublicationPolicy policy,
    List<string> violations
)
{
    /// <summary>Impressions whose batch was answered, and when.</summary>
    public required Func<IReadOnlyList<(DateTimeOffset At, CellName Cell, long Count)>> Answered { get; init; }

    /// <summary>Messages that said through when a stream is complete.</summary>
    public int Told { get; private set; }

    /// <summary>
    /// A message that says the stream is complete comes when it is: every impression that was answered before the grace of its hour was
    /// over has been handed over.
    /// </summary>
    /// <param name="isKnown">False where some of it was erased or dropped.</param>
    public void JudgeFreshness(StandingOrder order, RecordLanding landing, SimulatedFreshness fresh, bool isKnown)
    {
        Told++;
        var advertiser = AdvertiserOf(order);
        if (order.ToldThrough is null || fresh.Advertiser != advertiser)
        {
            violations.Add($"{order.QueueArn} did not ask to be told of {fresh.Advertiser}");
        }

        if (!isKnown)
        {
            return;
        }

        var handed = landing.Taken.Values.ToLookup(record => record.Cell, record => record.Sum.Impressions);
        var early = Answered()
            .Where(seen => seen.Cell.Advertiser == advertiser && seen.Cell.End <= fresh.Through)
            .Where(seen => seen.At < seen.Cell.End + policy.Grace)
            .GroupBy(seen => seen.Cell, seen => seen.Count);
        foreach (var cell in early)
        {
            if (handed[cell.Key].Sum() < cell.Sum())
            {
                violations.Add($"{order.QueueArn}: told that {fresh.Through} is complete, but {cell.Key} lacks impressions");
            }
        }
    }

    /// <param name="end">Platform time at which the run was over: the last hours before it had no events.</param>
    public void JudgeLanded(IEnumerable<StandingOrder> orders, DateTimeOffset end)
    {
        var messages = new MessageJudge(platform, manager);
        foreach (var order in orders)
        {
            if (subscribers.Documents.TryGetValue(order.QueueArn, out var documents))
            {
                var account = order.Stream.Account;
                var found =
                    order.Stream.Dataset == Deployment.Messages[0]
                        ? messages.Entities(account, documents)
                        : messages.Budgets(account, documents);
                violations.AddRange(found.Select(why => $"{order.QueueArn}: {why}"));
            }
            else
            {
                JudgeRecords(order, subscribers.Records[order.QueueArn], end);
            }
        }
    }

    private void JudgeRecords(StandingOrder order, RecordLanding landing, DateTimeOffset end)
    {
        var freshFrom = end - policy.LongestWait - TimeSpan.FromMinutes(10);
        if (order.ToldThrough is not null && landing.FreshThrough < freshFrom)
        {
            violations.Add($"{order.QueueArn} was told no more than {landing.FreshThrough:O}, and it is {end:O}");
        }

        violations.AddRange(landing.Contradictions.Select(id => $"{order.QueueArn}: {id} came with other bytes"));
        var sums = new Dictionary<CellName, CellSum>();
        foreach (var record in landing.Bodies.Values.Select(SimulatedRecord.Read))
        {
            sums[record.Cell] = sums.GetValueOrDefault(record.Cell) + record.Sum;
        }

        var advertiser = AdvertiserOf(order);
        var meant = platform.Truth.Where(cell => cell.Key.Advertiser == advertiser).ToDictionary();
        foreach (var cell in sums.Keys.Union(meant.Keys))
        {
            var (got, want) = (sums.GetValueOrDefault(cell), meant.GetValueOrDefault(cell));
            if (got != want)
            {
                violations.Add($"{order.QueueArn}: {cell} landed as {got}, sent was {want}");
            }
        }
    }

    private static string AdvertiserOf(StandingOrder order) =>
        string.Create(CultureInfo.InvariantCulture, $"ADV{order.Stream.Account}");
}
