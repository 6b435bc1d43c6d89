namespace Millrace.Runtime.Subscriptions;

/// <param name="NextToken">Null on the last page.</param>
public sealed record SubscriptionPage(IReadOnlyList<Subscription> Subscriptions, string? NextToken);
