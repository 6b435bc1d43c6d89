namespace Millrace.Runtime.Accounts;

/// <param name="Grants">How many grants of an account, each by a token, there are no more.</param>
public sealed record Revoked(int Grants);
