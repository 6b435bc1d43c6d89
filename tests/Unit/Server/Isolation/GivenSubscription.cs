namespace Millrace.Unit.Server.Isolation;

/// <summary>A subscription that was made, as the model knows it.</summary>
/// <param name="Account">Number of the account.</param>
internal sealed record GivenSubscription(string Id, Principal Principal, int Account, bool IsDsp, string QueueArn);
