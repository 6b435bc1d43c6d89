namespace Millrace.Runtime.Accounts;

/// <summary>What a client calls with, told once.</summary>
public sealed record AccessToken(string Token, TimeSpan Lifetime);
