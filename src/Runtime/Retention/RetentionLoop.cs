using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Retention;

/// <summary>
/// Drops blocks that were published longer ago than they are kept, and tells before that who has not got them. What is dropped unread is
/// noted of each subscription first.
/// </summary>
public sealed class RetentionLoop(RetentionServices services)
{
    private readonly RetentionOptions options = services.Options;

    /// <summary>What was told of whom already; a restart tells it again.</summary>
    private Dictionary<(string Subscription, WarningKind Kind), double> told = [];

    /// <summary>Sweeps until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) =>
        Repeating.RunAsync(
            async _ =>
            {
                await SweepAsync(cancel);
                await WarnAsync(cancel);
            },
            options.SweepEvery,
            services.WallTime,
            fault => services.Tell("", $"old blocks could not be dropped, and are looked for again: {fault.Message}"),
            cancel
        );

    /// <summary>Drops all that is older than it is kept.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        if (options.Kept is not { } kept)
        {
            return;
        }

        var before = services.PlatformTime.GetUtcNow() - kept;
        while (await services.Blocks.ReadBlocksBeforeAsync(before, options.BlocksAtOnce, cancel) is { Count: > 0 } old)
        {
            foreach (var lost in await services.Store.NoteDroppedAsync(old, cancel))
            {
                services.Tell(
                    lost.Subscription,
                    $"{lost.Records} records that the destination has not taken are dropped: they were published more than {kept.TotalDays:0.#} days ago."
                );
            }

            var newest = old.GroupBy(block => block.Stream).Select(blocks => blocks.MaxBy(block => block.Publication)!);
            await services.Blocks.DropBlocksAsync([.. newest], cancel);
            if (old.Count < options.BlocksAtOnce)
            {
                return;
            }

            await Task.Delay(options.Pause, services.WallTime, cancel);
        }
    }

    /// <summary>Tells once, at each share of the time, of each subscription that will lose something.</summary>
    public async Task WarnAsync(CancellationToken cancel)
    {
        var telling = new Dictionary<(string, WarningKind), double>();
        foreach (var subscription in await InTroubleAsync(cancel))
        {
            foreach (var warning in (await services.Watch.ReadAsync(subscription, cancel)).Warnings)
            {
                telling[(subscription.Id, warning.Kind)] = warning.Share;
                if (told.GetValueOrDefault((subscription.Id, warning.Kind)) < warning.Share)
                {
                    services.Tell(subscription.Id, warning.Text);
                }
            }
        }

        told = telling;
    }

    private async ValueTask<IReadOnlyList<Subscription>> InTroubleAsync(CancellationToken cancel)
    {
        var troubled = (await services.Store.ReadTroubledAsync(options.TroubledMax, cancel)).ToDictionary(one => one.Id);
        foreach (var status in services.Behind())
        {
            if (
                !troubled.ContainsKey(status.Order.SubscriptionId)
                && troubled.Count < options.TroubledMax
                && await services.FindSubscription(status.Order.SubscriptionId, cancel) is { } found
            )
            {
                troubled.Add(found.Id, found);
            }
        }

        return [.. troubled.Values];
    }
}
