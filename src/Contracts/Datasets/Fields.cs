namespace Millrace.Contracts.Datasets;

/// <summary>The kinds of fields, and the fields that all datasets share.</summary>
internal static class Fields
{
    public static DatasetField IdempotencyId { get; } =
        new(
            "idempotency_id",
            FieldType.String,
            FieldRole.Envelope,
            "The name of this delta, by which a second delivery of it is told from a second delta."
        );

    public static DatasetField DatasetId { get; } =
        new("dataset_id", FieldType.String, FieldRole.Envelope, "Which dataset the record belongs to.");

    public static DatasetField MarketplaceId { get; } =
        Dimension("marketplace_id", "The marketplace. An advertiser is named by it and `advertiser_id` together.");

    public static DatasetField AdvertiserId { get; } =
        Dimension("advertiser_id", "The advertiser; the same id may stand for another one in another marketplace.");

    public static DatasetField WindowStart { get; } =
        new(
            "time_window_start",
            FieldType.WindowStart,
            FieldRole.Dimension,
            "Where the hour begins to which the figures belong, with the offset of the advertiser's time zone."
        );

    public static DatasetField Dimension(string name, string about) => new(name, FieldType.String, FieldRole.Dimension, about);

    public static DatasetField OptionalDimension(string name, string about) => Dimension(name, about) with { IsNullable = true };

    public static DatasetField Attribute(string name, string about) =>
        new(name, FieldType.String, FieldRole.Attribute, about) { IsNullable = true };

    public static DatasetField Count(string name, string about) =>
        new(name, FieldType.Long, FieldRole.Metric, about) { IsNullable = true };

    public static DatasetField Money(string name, string about) =>
        new(name, FieldType.Money, FieldRole.Metric, about) { IsNullable = true };
}
