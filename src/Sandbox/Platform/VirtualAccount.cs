using Millrace.Contracts.Realms;

namespace Millrace.Sandbox.Platform;

/// <summary>One advertiser in one marketplace, with all that a registry has to know of it.</summary>
public sealed class VirtualAccount
{
    internal VirtualAccount(
        int number,
        string advertiserId,
        string entityId,
        string profileId,
        string name,
        Marketplace marketplace
    )
    {
        Number = number;
        AdvertiserId = advertiserId;
        EntityId = entityId;
        ProfileId = profileId;
        Name = name;
        Marketplace = marketplace;
        Hours = new AccountHours(marketplace.TimeZone);
    }

    /// <summary>Its place among the accounts of the platform, from 0.</summary>
    public int Number { get; }

    /// <summary>As in every record; some advertisers have the same one in two marketplaces.</summary>
    public string AdvertiserId { get; }

    public string EntityId { get; }

    /// <summary>A whole number, as text.</summary>
    public string ProfileId { get; }

    public string Name { get; }

    public Marketplace Marketplace { get; }

    public string Currency => Marketplace.Currency;

    /// <summary>IANA name of the zone of its hours.</summary>
    public string TimeZone => Marketplace.TimeZone;

    internal AccountHours Hours { get; }

    /// <summary>All its keywords and targets, the most shown campaigns first.</summary>
    internal IReadOnlyList<VirtualTarget> Targets { get; set; } = [];

    internal Skew TargetSkew { get; set; } = new([1]);

    /// <summary>Its share of the platform's traffic.</summary>
    internal double Share { get; set; }

    public override string ToString() => $"{Name} ({Marketplace.Country})";
}
