namespace Millrace.Contracts.Policies;

/// <summary>Somebody whom a policy names.</summary>
/// <param name="Kind">AWS, Service, Federated or CanonicalUser.</param>
/// <param name="Name">An ARN, the 12 digits of an account, a service such as sns.amazonaws.com, or * for everybody.</param>
public sealed record PolicyPrincipal(string Kind, string Name)
{
    public const string Aws = "AWS";
    public const string Service = "Service";
    public const string Anybody = "*";

    /// <summary>The account that is meant as a whole, where it is one.</summary>
    public string? WholeAccount =>
        Kind != Aws ? null
        : Name is { Length: 12 } && Name.All(char.IsAsciiDigit) ? Name
        : Name.StartsWith("arn:aws:iam::", StringComparison.Ordinal) && Name.EndsWith(":root", StringComparison.Ordinal)
            ? Name.Split(':')[4]
        : null;

    /// <summary>Whether a caller is this one, or of the account that is named as a whole.</summary>
    public bool IsOf(PolicyPrincipal caller) =>
        Kind == Aws && Name == Anybody
        || (Kind == caller.Kind && (Name == caller.Name || (WholeAccount is { } account && account == caller.Account)));

    /// <summary>The account of an ARN; null for a service.</summary>
    public string? Account =>
        WholeAccount ?? (Kind == Aws && Name.Split(':') is { Length: >= 6 } parts && parts[4].Length > 0 ? parts[4] : null);
}
