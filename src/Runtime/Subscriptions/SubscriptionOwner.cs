using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Subscriptions;

/// <summary>
/// On whose behalf a call is made: subscriptions of other clients, users and accounts do not exist for it, nor those that belong
/// to the other of the two APIs.
/// </summary>
/// <param name="IsDsp">Through the API of DSP, whose datasets the other one does not know, and the other way round.</param>
public sealed record SubscriptionOwner(string ClientId, string UserId, Account Account, bool IsDsp = false);
