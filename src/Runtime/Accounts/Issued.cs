namespace Millrace.Runtime.Accounts;

/// <summary>What is told once, when it is made.</summary>
public sealed record Issued<T>(T Thing, string Secret);
