namespace Millrace.Runtime.Subscriptions;

/// <param name="IsTaken">False: it was asked for too short a time ago.</param>
public sealed record ResendTaken(bool IsTaken);
