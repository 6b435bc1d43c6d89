namespace Millrace.Runtime.Subscriptions;

/// <summary>What became of a test message.</summary>
/// <param name="MessageId">Stands in the message.</param>
/// <param name="Why">Why the destination did not take it; null: it did.</param>
public sealed record TestMessageSent(string MessageId, string? Why);
