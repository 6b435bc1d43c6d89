namespace Millrace.Runtime.Accounts;

/// <summary>One advertiser in one marketplace, with all the names it goes by.</summary>
/// <param name="Key">The internal key; never used again.</param>
/// <param name="ProfileId">Digits: how API clients name it.</param>
/// <param name="EntityId">ENTITY…: how topics name it.</param>
/// <param name="AdvertiserId">How events and records name it, together with the marketplace.</param>
/// <param name="Marketplace">Marketplace id, such as ATVPDKIKX0DER.</param>
/// <param name="Realm">NA, EU or FE.</param>
/// <param name="TimeZone">IANA name of the zone of its hours.</param>
public sealed record Account(
    int Key,
    string Name,
    string ProfileId,
    string EntityId,
    string AdvertiserId,
    string Marketplace,
    string Realm,
    string Currency,
    string TimeZone,
    AccountType Type
);

/// <summary>How the advertiser sells.</summary>
public enum AccountType
{
    Seller,
    Vendor,
}
