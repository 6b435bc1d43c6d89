using System.Text;
using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Simulation;

/// <summary>All subscribers of a deployment: their subscriptions, queues, and what landed behind these.</summary>
internal sealed class SimulatedSubscribers(SeededScheduler scheduler, SimulationFaults faults, SimulatedDisk disk)
    : IDestinationFactory
{
    private readonly Dictionary<string, LyingQueue> queues = [];
    private int replays;

    /// <summary>By the ARN of the queue, of those of hourly datasets.</summary>
    public Dictionary<string, RecordLanding> Records { get; } = [];

    /// <summary>By the ARN of the queue, of those of documents.</summary>
    public Dictionary<string, DocumentLanding> Documents { get; } = [];

    /// <summary>All that there ever were, as they were made.</summary>
    public List<StandingOrder> Orders { get; } = [];

    /// <summary>Subscriptions to which something was sent again.</summary>
    public HashSet<string> Replayed { get; } = [];

    public IReadOnlyCollection<LyingQueue> Queues => queues.Values;

    public IDestination Open(DestinationAddress address) => queues[address.Arn];

    public LyingQueue QueueOf(StandingOrder order) => queues[order.QueueArn];

    public ISimulatedLanding LandingOf(StandingOrder order) => QueueOf(order).Landing;

    public void Subscribe(StandingOrder order, RecordLanding landing)
    {
        Records.Add(order.QueueArn, landing);
        Add(order, landing);
    }

    public void Subscribe(StandingOrder order, DocumentLanding landing)
    {
        Documents.Add(order.QueueArn, landing);
        Add(order, landing);
    }

    /// <summary>
    /// New subscriptions to streams that are long under way, each with a backfill of all that was before: in the end they have what the
    /// others have.
    /// </summary>
    /// <param name="from">Before all that was published.</param>
    /// <param name="activated">Told of each.</param>
    public void SubscribeLate(DateTimeOffset from, Action<StandingOrder> activated)
    {
        foreach (var order in disk.Registry.Orders)
        {
            var late = order with
            {
                SubscriptionId = $"{order.SubscriptionId}-late",
                QueueArn = $"{order.QueueArn}-late",
                Cursor = StreamCursor.After(disk.Ledger.Blocks.LastPublication(order.Stream)),
                ToldThrough = null,
            };
            if (Documents.ContainsKey(order.QueueArn))
            {
                Subscribe(late, new DocumentLanding());
            }
            else
            {
                Subscribe(late, new RecordLanding());
            }

            Replay(late, from);
            activated(late);
        }
    }

    public void Replay(StandingOrder order, DateTimeOffset from)
    {
        var now = scheduler.GetUtcNow();
        Replayed.Add(order.SubscriptionId);
        disk.Registry.Add(
            new Replay($"r{replays++}", order.SubscriptionId, from, null, ReplayStatus.Waiting, now, now)
            {
                Through = disk.Ledger.Blocks.LastPublication(order.Stream),
            }
        );
    }

    /// <summary>Landings take messages, each from its queue.</summary>
    public void Land()
    {
        foreach (var queue in queues.Values)
        {
            if (!queue.IsEmpty && scheduler.Happens(0.3))
            {
                queue.LandOne();
            }
        }
    }

    /// <summary>All messages that were ever published to a subscription, in the order of its stream, kept or not.</summary>
    public IEnumerable<(long Publication, string Body)> Published(StandingOrder order) =>
        disk.Ledger.Blocks.Published(order.Stream).SelectMany(block => Messages(order, block));

    public static IReadOnlyList<(long Publication, string Body)> Messages(StandingOrder order, DeltaBlock block)
    {
        using var renderer = BlockRenderer.Open(block.Data, new Recipient(order.SubscriptionId, order.WantsChanges));
        using var messages = new MessageBuffer();
        renderer.Render(messages, block.Rows);
        return
        [
            .. Enumerable
                .Range(0, messages.Count)
                .Select(row => (block.Publication, Encoding.UTF8.GetString(messages[row].Span))),
        ];
    }

    private void Add(StandingOrder order, ISimulatedLanding landing)
    {
        queues.Add(order.QueueArn, new LyingQueue(scheduler, faults, landing));
        Orders.Add(order);
        disk.Registry.Subscribe(order);
    }
}
