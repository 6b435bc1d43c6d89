namespace Millrace.Runtime.Subscriptions;

/// <param name="Attempts">How often it was tried before.</param>
public readonly record struct DueConfirmation(Subscription Subscription, int Attempts);
