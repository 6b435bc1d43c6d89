namespace Millrace.Contracts.Datasets;

/// <summary>Where the values of a dataset's records come from: a dataset that has one is produced.</summary>
/// <param name="Values">One for each field that is sent.</param>
/// <param name="Groups">
/// Every dimension and every attribute in exactly one group. Blocks store it: new groups, and new attributes of one, stand at the end.
/// </param>
public sealed record DatasetProduction(IReadOnlyList<FieldValue> Values, IReadOnlyList<DimensionGroup> Groups)
{
    /// <summary>Of the fields that no cell tells apart.</summary>
    private static readonly FieldValue[] OfAccountAndWindow =
    [
        new("idempotency_id", FieldSource.IdempotencyId),
        new("dataset_id", FieldSource.DatasetId),
        new("marketplace_id", FieldSource.MarketplaceId),
        new("currency", FieldSource.Currency),
        new("advertiser_id", FieldSource.AdvertiserId),
        new("time_window_start", FieldSource.WindowStart),
    ];

    /// <summary>The fields of the cell's key, in the order of their parts.</summary>
    public IReadOnlyList<string> Dimensions => Names(FieldSource.Dimension);

    /// <summary>The metrics, in the order of their lanes.</summary>
    public IReadOnlyList<string> Metrics => Names(FieldSource.Lane);

    /// <param name="dimensions">In the order of their parts. Stored data depends on it: new ones stand at the end.</param>
    /// <param name="attributes">What is known of things apart from events, in the order of its parts.</param>
    /// <param name="metrics">In the order of their lanes: new ones stand at the end.</param>
    internal static DatasetProduction Of(
        IReadOnlyList<DatasetField> fields,
        IEnumerable<string> dimensions,
        IEnumerable<FieldValue> attributes,
        IEnumerable<string> metrics,
        IReadOnlyList<DimensionGroup> groups
    ) =>
        new(
            [
                .. OfAccountAndWindow.Where(value => fields.Any(field => field.Name == value.Field)),
                .. dimensions.Select((name, part) => new FieldValue(name, FieldSource.Dimension, part)),
                .. attributes,
                .. metrics.Select((name, lane) => new FieldValue(name, FieldSource.Lane, lane)),
            ],
            groups
        );

    private IReadOnlyList<string> Names(FieldSource source) =>
        [.. Values.Where(value => value.Source == source).OrderBy(value => value.Part).Select(value => value.Field)];
}
