namespace Millrace.Unit.Server.Isolation;

/// <summary>A refresh token with the access tokens that came of it.</summary>
/// <param name="Accounts">Numbers of accounts that are granted still.</param>
internal sealed record GivenToken(string Refresh, Principal Principal, HashSet<int> Accounts)
{
    /// <summary>Access tokens by when they end.</summary>
    public Dictionary<string, DateTimeOffset> Access { get; } = [];
}
