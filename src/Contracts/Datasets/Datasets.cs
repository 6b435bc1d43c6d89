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
                new("idempotency_id", FieldType.String, FieldRole.Envelope),
                new("dataset_id", FieldType.String, FieldRole.Envelope),
                new("marketplace_id", FieldType.String, FieldRole.Dimension),
                new("currency", FieldType.String, FieldRole.Dimension),
                new("advertiser_id", FieldType.String, FieldRole.Dimension),
                new("campaign_id", FieldType.String, FieldRole.Dimension),
                new("ad_group_id", FieldType.String, FieldRole.Dimension),
                new("ad_id", FieldType.String, FieldRole.Dimension),
                new("keyword_id", FieldType.String, FieldRole.Dimension),
                new("keyword_text", FieldType.String, FieldRole.Attribute),
                new("match_type", FieldType.String, FieldRole.Attribute),
                new("placement", FieldType.String, FieldRole.Dimension),
                new("time_window_start", FieldType.WindowStart, FieldRole.Dimension),
                new("clicks", FieldType.Long, FieldRole.Metric),
                new("impressions", FieldType.Long, FieldRole.Metric),
                new("cost", FieldType.Money, FieldRole.Metric),
            ]
        );

    public static IReadOnlyList<DatasetDeclaration> All { get; } = [SpTraffic];
}
