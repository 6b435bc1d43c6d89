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
        Fields = EventLineWriter.FieldsOf(this);
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

    /// <summary>What it has of each ad product, by the number of the product.</summary>
    internal IReadOnlyList<AdSpace> Spaces { get; set; } = [];

    /// <summary>What it sells, the products that are advertised most first.</summary>
    internal IReadOnlyList<VirtualSku> Skus { get; set; } = [];

    internal IReadOnlyList<string> Portfolios { get; set; } = [];

    /// <summary>It credits deeds itself and tells only what came of them.</summary>
    internal bool AttributesItself => Number % 8 == 7;

    /// <summary>The fields of an event line that all its deeds share, as JSON from the quote that ends the time.</summary>
    internal ReadOnlyMemory<byte> Fields { get; }

    /// <summary>Its share of the platform's traffic.</summary>
    internal double Share { get; set; }

    public override string ToString() => $"{Name} ({Marketplace.Country})";
}
