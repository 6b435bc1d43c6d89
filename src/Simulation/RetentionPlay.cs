using System.Text;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;

namespace Millrace.Simulation;

/// <summary>
/// Blocks are kept for hours, and one queue denies everything for longer than that. What it has not got by then is noted before it goes, all else
/// is delivered, and no block is kept much longer than it should be.
/// </summary>
internal sealed class RetentionPlay(
    PlannedRetention plan,
    SeededScheduler scheduler,
    SimulatedDisk disk,
    SimulatedSubscribers subscribers,
    SimulationFaults faults,
    List<string> violations
)
{
    /// <summary>How much longer than it should a block is kept at most: until sweeps have come that did not fail.</summary>
    private static readonly TimeSpan Slack = 6 * new RetentionOptions().SweepEvery;

    private readonly DateTimeOffset start = scheduler.GetUtcNow();

    public TimeSpan Kept => plan.Kept;

    /// <summary>From here on the plan strikes.</summary>
    public void Begin()
    {
        var denied = subscribers.Orders.Single(order => order.SubscriptionId == plan.Denied);
        subscribers.QueueOf(denied).IsDenied = () =>
            scheduler.GetUtcNow() is var now && now >= start + plan.From && now < start + plan.Until;
        disk.Ledger.Blocks.Dropping = JudgeDrop;
    }

    /// <summary>Looks again and again at how old the blocks are.</summary>
    /// <param name="isOver">Whether the run is at its end.</param>
    public async Task WatchAsync(Func<bool> isOver)
    {
        while (!isOver())
        {
            JudgeAges();
            await Task.Delay(TimeSpan.FromMinutes(5), scheduler);
        }
    }

    public void JudgeAges()
    {
        var before = scheduler.GetUtcNow() - plan.Kept - Slack;
        violations.AddRange(
            disk.Ledger.Blocks.All.Where(block => block.Published < before)
                .Select(block => $"block {block.Publication} of {block.Stream} is kept since {block.Published:O}")
        );
    }

    /// <summary>
    /// Puts beside what landed of a subscription what it has lost: together they are the truth, where no more is missing than was noted, and
    /// nothing that was published later. Who was not denied loses no more than dead letters.
    /// </summary>
    public void AddLost(StandingOrder order)
    {
        var taken = subscribers.QueueOf(order).Taken;
        var isBackfilled = disk.Registry.Replays.Any(replay =>
            replay.SubscriptionId == order.SubscriptionId
            && replay.Status == ReplayStatus.Completed
            && replay.From < start.AddDays(-1)
        );
        var missing = subscribers.Published(order).Where(message => !taken.Contains(message.Body)).ToList();
        var due = missing.Where(message => message.Publication >= order.Cursor.Publication || isBackfilled).ToList();
        var left = disk.Registry.DeadLetters(order.SubscriptionId).Count();
        var (through, records) = disk.Registry.Losses.Of(order.SubscriptionId);
        if (due.Count > records + left)
        {
            violations.Add($"{order.QueueArn} lacks {due.Count} messages, of which {records} were noted as dropped");
        }

        foreach (var (publication, body) in due)
        {
            if (publication > through && left == 0)
            {
                violations.Add($"{order.QueueArn} lacks a message of publication {publication}, and lost none after {through}");
            }

            if (order.SubscriptionId != plan.Denied && !faults.WasUnfit(Encoding.UTF8.GetBytes(body)))
            {
                violations.Add($"{order.QueueArn} was not denied, and lacks a message of publication {publication}");
            }
        }

        missing.ForEach(message => subscribers.LandingOf(order).Store(message.Body));
    }

    /// <summary>Whether retention may have overtaken a replay.</summary>
    public bool Overtakes(Replay replay) =>
        replay.Status == ReplayStatus.Failed
        && disk.Ledger.Blocks.Dropped(disk.Registry.Find(replay.SubscriptionId)!.Stream) is not null;

    /// <summary>What a subscription has not got of a block that goes is noted.</summary>
    private void JudgeDrop(IReadOnlyList<DeltaBlock> going)
    {
        foreach (var block in going)
        {
            foreach (var order in disk.Registry.Orders.Where(order => order.Stream == block.Stream))
            {
                var first = subscribers.Orders.Single(one => one.SubscriptionId == order.SubscriptionId).Cursor.Publication;
                if (block.Publication < first || disk.Registry.Losses.Of(order.SubscriptionId).Through >= block.Publication)
                {
                    continue;
                }

                var taken = subscribers.QueueOf(order).Taken;
                var lost = SimulatedSubscribers.Messages(order, block).Count(message => !taken.Contains(message.Body));
                if (lost > 0)
                {
                    violations.Add(
                        $"block {block.Publication} of {block.Stream} went, of which {order.QueueArn} lacks {lost} messages, and nobody noted that"
                    );
                }
            }
        }
    }
}
