namespace Millrace.Contracts.Datasets;

/// <summary>
/// The message that says through when a dataset of an account is complete, also where there was nothing to tell. Only subscriptions that
/// ask for it get it; the original has nothing like it.
/// </summary>
public static class Freshness
{
    /// <summary>The value of <see cref="MessageType"/>, by which the message is told from a record.</summary>
    public const string Type = "freshness";

    /// <summary>Grows when a field is added.</summary>
    public const int Version = 1;

    public const string About =
        "All hours of the dataset that end until `complete_through` have been sent, with what was known of them when they were first "
        + "published; an hour of which nothing was sent had nothing to tell.";

    public static DatasetField MessageType { get; } =
        new("message_type", FieldType.String, FieldRole.Envelope, "Always `freshness`; records do not have it.");

    public static DatasetField DatasetId { get; } =
        new("dataset_id", FieldType.String, FieldRole.Envelope, "The dataset that is complete.");

    public static DatasetField AdvertiserId => Fields.AdvertiserId;

    public static DatasetField MarketplaceId => Fields.MarketplaceId;

    public static DatasetField CompleteThrough { get; } =
        new(
            "complete_through",
            FieldType.WindowStart,
            FieldRole.Attribute,
            "The end of the last hour that is complete, in the form of `time_window_start`: the hour that begins then is not complete yet."
        );

    public static DatasetField IdempotencyId { get; } =
        new(
            "idempotency_id",
            FieldType.String,
            FieldRole.Envelope,
            "The name of what is said: the same whenever it is sent, and to whatever subscription."
        );

    /// <summary>In the order in which they are rendered. A new one stands at the end.</summary>
    public static IReadOnlyList<DatasetField> All { get; } =
    [MessageType, DatasetId, AdvertiserId, MarketplaceId, CompleteThrough, IdempotencyId];
}
