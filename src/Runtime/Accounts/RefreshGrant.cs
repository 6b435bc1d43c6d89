namespace Millrace.Runtime.Accounts;

/// <summary>What a user lets a client see, behind a refresh token.</summary>
/// <param name="UserId">Whose subscriptions these are, such as an e-mail address.</param>
public sealed record RefreshGrant(byte[] Hash, string ClientId, string UserId, IReadOnlyList<int> Accounts);
