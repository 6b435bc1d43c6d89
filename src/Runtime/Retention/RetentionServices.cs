using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Retention;

/// <summary>What retention works with.</summary>
/// <param name="Behind">Subscriptions whose delivery is under way, which may be far behind without failing.</param>
/// <param name="Tell">Takes a subscription's id, or "", and what an operator should know.</param>
public sealed record RetentionServices(
    RetentionOptions Options,
    DeliveryWatch Watch,
    IRetentionStore Store,
    Func<string, CancellationToken, ValueTask<Subscription?>> FindSubscription,
    IRetainedBlocks Blocks,
    Func<IReadOnlyList<PumpStatus>> Behind,
    TimeProvider WallTime,
    TimeProvider PlatformTime,
    Action<string, string> Tell
)
{
    /// <summary>Takes what owners are told of; null: they are told when they ask.</summary>
    public INoticeStore? Notices { get; init; }
}
