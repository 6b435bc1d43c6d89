using System.Runtime.CompilerServices;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Retention;

/// <summary>
/// Drops blocks that were published longer ago than they are kept, and tells before that who has not got them. What is dropped unread is
/// noted of each subscription first.
/// </summary>
public sealed class RetentionLoop(RetentionServices services)
{
    private readonly RetentionOptions options = services.Options;

    /// <summary>What the log was told of whom already; a restart tells it again.</summary>
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
            fault =>
                services.Tell(
                    "",
                    $"old blocks are not dropped, or it is not told who loses them; that is tried again: {fault.Message}"
                ),
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

    /// <summary>Tells once, at each share of the time, of each subscription that will lose something, and its owner of what it has lost.</summary>
    public async Task WarnAsync(CancellationToken cancel)
    {
        var warnings = new List<OwnerWarning>();
        await foreach (var subscription in InTroubleAsync(cancel))
        {
            foreach (var warning in (await services.Watch.ReadAsync(subscription, cancel)).Warnings)
            {
                warnings.Add(new OwnerWarning(subscription.Id, warning));
                if (told.GetValueOrDefault((subscription.Id, warning.Kind)) < warning.Share)
                {
                    services.Tell(subscription.Id, warning.Text);
                }
            }
        }

        told = warnings.ToDictionary(one => (one.Subscription, one.Warning.Kind), one => one.Warning.Share);
        if (services.Notices is { } notices)
        {
            await notices.TellAsync(warnings, services.WallTime.GetUtcNow(), cancel);
        }
    }

    /// <summary>Those that are SUSPENDED or whose destination fails, some at a time, then the others that are behind.</summary>
    private async IAsyncEnumerable<Subscription> InTroubleAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = 0L;
        while (await services.Store.ReadTroubledAsync(last, options.TroubledAtOnce, cancel) is { Count: > 0 } troubled)
        {
            foreach (var subscription in troubled.Where(one => seen.Add(one.Id)))
            {
                yield return subscription;
            }

            last = troubled[^1].Sequence;
        }

        foreach (var status in services.Behind().Where(status => seen.Add(status.Order.SubscriptionId)))
        {
            if (await services.FindSubscription(status.Order.SubscriptionId, cancel) is { } found)
            {
                yield return found;
            }
        }
    }
}
