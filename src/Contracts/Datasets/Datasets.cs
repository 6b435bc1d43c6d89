namespace Millrace.Contracts.Datasets;

/// <summary>Every dataset that this version publishes.</summary>
public static class Datasets
{
    /// <summary>Sponsored Products traffic, hourly deltas (contract, 4.3).</summary>
    public static DatasetDeclaration SpTraffic { get; } =
        new(
            "sp-traffic",
            1,
            [
                new("idempotency_id", FieldType.String, FieldRole.Envelope, FieldSource.IdempotencyId),
                new("dataset_id", FieldType.String, FieldRole.Envelope, FieldSource.DatasetId),
                new("marketplace_id", FieldType.String, FieldRole.Dimension, FieldSource.MarketplaceId),
                new("currency", FieldType.String, FieldRole.Dimension, FieldSource.Currency),
                new("advertiser_id", FieldType.String, FieldRole.Dimension, FieldSource.AdvertiserId),
                new("campaign_id", FieldType.String, FieldRole.Dimension, FieldSource.Dimension, 0),
                new("ad_group_id", FieldType.String, FieldRole.Dimension, FieldSource.Dimension, 1),
                new("ad_id", FieldType.String, FieldRole.Dimension, FieldSource.Dimension, 2),
                new("keyword_id", FieldType.String, FieldRole.Dimension, FieldSource.Dimension, 3),
                new("keyword_text", FieldType.String, FieldRole.Attribute, FieldSource.Attribute, 0)
                {
                    Missing = "Placeholder keyword",
                },
                new("match_type", FieldType.String, FieldRole.Attribute, FieldSource.Attribute, 1),
                new("placement", FieldType.String, FieldRole.Dimension, FieldSource.Dimension, 4),
                new("time_window_start", FieldType.WindowStart, FieldRole.Dimension, FieldSource.WindowStart),
                new("clicks", FieldType.Long, FieldRole.Metric, FieldSource.Lane, 1),
                new("impressions", FieldType.Long, FieldRole.Metric, FieldSource.Lane, 0),
                new("cost", FieldType.Money, FieldRole.Metric, FieldSource.Lane, 2),
            ]
        )
        {
            Groups = [new([0, 1, 2], []), new([3], [0, 1]), new([4], [])],
        };

    public static IReadOnlyList<DatasetDeclaration> All { get; } = [SpTraffic];
}
