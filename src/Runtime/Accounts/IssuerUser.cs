namespace Millrace.Runtime.Accounts;

/// <summary>Who calls by a token of an external issuer. Two issuers may call two users, or two clients, alike.</summary>
/// <param name="Issuer">As its tokens have it in iss.</param>
/// <param name="UserId">Whom the issuer says that the token is of.</param>
/// <param name="ClientName">By which of its clients.</param>
public sealed record IssuerUser(string Issuer, string UserId, string ClientName)
{
    /// <summary>
    /// The client among those of all issuers and our own, and with it the owner of its subscriptions: an issuer has no comma, and neither
    /// has a client of our own. AWS takes it as an external id.
    /// </summary>
    public string ClientId => $"{Issuer},{ClientName}";
}
