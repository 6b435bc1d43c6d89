namespace Millrace.Runtime.Subscriptions;

/// <summary>What is to change; null leaves it.</summary>
public sealed record UpdateSubscription(string? Status, string? Notes);
