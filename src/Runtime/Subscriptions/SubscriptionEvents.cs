using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Subscriptions;

/// <summary>What others do when a subscription changes; called after the change was written.</summary>
/// <param name="Provisioned">There is a confirmation to send: wakes the handshake.</param>
/// <param name="Activated">The pump begins to deliver.</param>
/// <param name="Ended">The pump stops delivering, by subscription id.</param>
public sealed record SubscriptionEvents(Action Provisioned, Action<StandingOrder> Activated, Action<string> Ended);
