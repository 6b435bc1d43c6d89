namespace Millrace.Runtime.Accounts;

/// <summary>A program that calls the subscription API.</summary>
public sealed record ApiClient(string ClientId, string Name, byte[] SecretHash);
