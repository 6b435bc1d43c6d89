namespace Millrace.Runtime.Accounts;

/// <summary>What a user of an external issuer may see. Its tokens alone give nothing.</summary>
/// <param name="UserId">As the issuer calls the user.</param>
/// <param name="ClientName">By which of the issuer's clients; null: by any.</param>
/// <param name="Accounts">Keys of accounts.</param>
public sealed record IssuerGrant(string Issuer, string UserId, string? ClientName, IReadOnlyList<int> Accounts);
