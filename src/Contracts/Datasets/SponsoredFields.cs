namespace Millrace.Contracts.Datasets;

/// <summary>Fields that the datasets of sponsored ads share.</summary>
internal static class SponsoredFields
{
    public static DatasetField Currency { get; } =
        Fields.Dimension("currency", "ISO 4217 code of the currency in which the record's money is.");

    public static DatasetField CampaignId { get; } = Fields.Dimension("campaign_id", "The campaign.");

    public static DatasetField AdGroupId { get; } =
        Fields.Dimension("ad_group_id", "The ad group.") with
        {
            OtherNames = ["adgroup_id"],
        };

    public static DatasetField AdId { get; } = Fields.Dimension("ad_id", "The ad.");

    public static DatasetField Clicks { get; } =
        Fields.Count("clicks", "Clicks; those found invalid later come as negative ones.");

    public static DatasetField Impressions { get; } = Fields.Count("impressions", "How often the ad was shown.");

    public static DatasetField Cost { get; } = Fields.Money("cost", "What the advertiser pays for it.");

    /// <summary>The order of Sponsored Products and Sponsored Display: of the message, the account, the campaign.</summary>
    public static IReadOnlyList<DatasetField> Head { get; } =
    [Fields.IdempotencyId, Fields.DatasetId, Fields.MarketplaceId, Currency, Fields.AdvertiserId, CampaignId, AdGroupId, AdId];
}
