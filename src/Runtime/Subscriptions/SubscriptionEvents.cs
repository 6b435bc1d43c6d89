using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>What others do when a subscription changes; called after the change was written.</summary>
/// <param name="Provisioned">There is a confirmation to send: wakes the handshake.</param>
/// <param name="Activated">The pump begins to deliver.</param>
/// <param name="Ended">The pump stops delivering, by subscription id.</param>
public sealed record SubscriptionEvents(Action Provisioned, Action<StandingOrder> Activated, Action<string> Ended)
{
    /// <summary>The pump begins or ends to tell through when the stream is complete, by subscription id.</summary>
    public Action<string, bool> FreshnessAsked { get; init; } = (_, _) => { };

    /// <summary>Messages begin or end to say who changed what, by subscription id.</summary>
    public Action<string, bool> ChangesAsked { get; init; } = (_, _) => { };
}
