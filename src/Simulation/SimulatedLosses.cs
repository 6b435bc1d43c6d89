using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>What the registry remembers of each subscription's failing delivery: since when it takes nothing, and what it has lost by that.</summary>
internal sealed class SimulatedLosses
{
    private readonly Dictionary<string, (long Records, long Publication, DateTimeOffset Published)> dropped = [];
    private readonly Dictionary<string, DateTimeOffset> failing = [];
    private readonly HashSet<string> losers = [];

    /// <summary>Records that were dropped, of all.</summary>
    public long Records => dropped.Values.Sum(one => one.Records);

    /// <summary>Subscriptions whose destination fails.</summary>
    public IEnumerable<string> Failing => failing.Keys.Order(StringComparer.Ordinal);

    /// <summary>Through which publication something was lost, and how many records; zeros where nothing was.</summary>
    public (long Through, long Records) Of(string subscription)
    {
        var (records, through, _) = dropped.GetValueOrDefault(subscription);
        return (through, records);
    }

    /// <summary>Whether something was ever lost, also of one that is erased by now.</summary>
    public bool HasLost(string subscription) => losers.Contains(subscription);

    public StoredDelivery Delivery(StandingOrder order, long deadLetters)
    {
        var isLosing = dropped.TryGetValue(order.SubscriptionId, out var lost);
        var isFailing = failing.TryGetValue(order.SubscriptionId, out var since);
        return new(order.Cursor, isFailing ? since : null, deadLetters, lost.Records, isLosing ? lost.Published : null);
    }

    /// <summary>Rows of blocks that it has not got, and that were not noted before.</summary>
    public long Unnoted(StandingOrder order, IEnumerable<BlockPlace> blocks) =>
        blocks
            .Where(block => block.Publication > Of(order.SubscriptionId).Through)
            .Sum(block => Enumerable.Range(0, block.Rows).LongCount(row => !order.Cursor.IsPast(block.Publication, row)));

    public void Note(string subscription, long records, BlockPlace newest)
    {
        var before = dropped.GetValueOrDefault(subscription);
        losers.Add(subscription);
        dropped[subscription] = (
            before.Records + records,
            Math.Max(before.Publication, newest.Publication),
            newest.Published > before.Published ? newest.Published.Value : before.Published
        );
    }

    /// <summary>Its destination takes nothing, since a time unless an earlier one is known; answers that.</summary>
    public DateTimeOffset Fails(string subscription, DateTimeOffset since)
    {
        failing.TryAdd(subscription, since);
        return failing[subscription];
    }

    /// <summary>Its destination takes something.</summary>
    public void Takes(string subscription) => failing.Remove(subscription);

    public void Remove(string subscription)
    {
        dropped.Remove(subscription);
        failing.Remove(subscription);
    }
}
