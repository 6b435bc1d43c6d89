namespace Millrace.Runtime.Accounts;

/// <summary>Who is behind an access token.</summary>
public sealed record Caller(string ClientId, string UserId, IReadOnlyList<int> Accounts);
