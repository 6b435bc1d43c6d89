namespace Millrace.Runtime.Accounts;

/// <summary>Who is behind an access token.</summary>
public sealed record Caller(string ClientId, string UserId, IReadOnlyList<int> Accounts)
{
    /// <summary>How the client calls itself: that of an external issuer by its name there.</summary>
    public string ClientName { get; init; } = ClientId;
}
