using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Subscriptions;

/// <summary>On whose behalf a call is made: subscriptions of other clients, users and accounts do not exist for it.</summary>
public sealed record SubscriptionOwner(string ClientId, string UserId, Account Account);
