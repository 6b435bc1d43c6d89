namespace Millrace.Runtime.Accounts;

/// <summary>An account to be made; what is null is drawn, or taken from its marketplace.</summary>
public sealed record NewAccount
{
    public required string Name { get; init; }

    public required string Marketplace { get; init; }

    public string? ProfileId { get; init; }

    public string? EntityId { get; init; }

    public string? AdvertiserId { get; init; }

    public string? Currency { get; init; }

    public string? TimeZone { get; init; }

    public AccountType Type { get; init; }
}
