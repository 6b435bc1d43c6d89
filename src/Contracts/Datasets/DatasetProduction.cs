namespace Millrace.Contracts.Datasets;

/// <summary>Where the values of a dataset's records come from: a dataset that has one is produced.</summary>
/// <param name="Values">One for each field that is sent.</param>
/// <param name="Groups">Every dimension and every attribute in exactly one group. Blocks store it: groups never change.</param>
public sealed record DatasetProduction(IReadOnlyList<FieldValue> Values, IReadOnlyList<DimensionGroup> Groups)
{
    /// <summary>Of the fields that every sponsored-ads dataset with money has, and no cell tells apart.</summary>
    public static IReadOnlyList<FieldValue> OfAccountAndWindow { get; } =
    [
        new("idempotency_id", FieldSource.IdempotencyId),
        new("dataset_id", FieldSource.DatasetId),
        new("marketplace_id", FieldSource.MarketplaceId),
        new("currency", FieldSource.Currency),
        new("advertiser_id", FieldSource.AdvertiserId),
        new("time_window_start", FieldSource.WindowStart),
    ];
}
