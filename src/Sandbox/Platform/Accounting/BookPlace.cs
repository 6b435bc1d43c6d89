namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Where in an account's advertising figures belong.</summary>
/// <param name="Place">None where the ad product does not tell places apart.</param>
/// <param name="Flight">Null where flights are not told apart.</param>
internal readonly record struct BookPlace(
    VirtualAccount Account,
    VirtualTarget Target,
    VirtualAd? Ad,
    VirtualPlace Place,
    string? Flight
)
{
    /// <summary>The place of what happened to an ad.</summary>
    public static BookPlace Of(in PlatformEvent happened) =>
        new(happened.Account, happened.Target!, happened.Ad, happened.Place, null);

    /// <summary>The value of a dimension of records, empty where it is absent.</summary>
    public string Value(string dimension) =>
        dimension switch
        {
            "advertiser_id" => Account.AdvertiserId,
            "marketplace_id" => Account.Marketplace.Id,
            "currency" => Account.Currency,
            "campaign_id" => Target.CampaignId,
            "ad_group_id" or "adgroup_id" => Target.AdGroupId,
            "ad_id" or "creative_id" => Ad?.Id ?? "",
            "keyword_id" or "target_id" => Target.Id,
            "flight_id" => Flight ?? "",
            "placement" or "placement_type" or "placement_name" => Place.Placement,
            "supply_source_name" => Place.Fields.GetValueOrDefault("supply_source", ""),
            _ => Place.Fields.GetValueOrDefault(dimension, ""),
        };
}
