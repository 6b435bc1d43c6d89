namespace Millrace.Runtime.Retention;

/// <summary>What the owner of a subscription should know now.</summary>
public sealed record OwnerWarning(string Subscription, DeliveryWarning Warning);
