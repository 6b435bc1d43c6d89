namespace Millrace.Contracts.Ingest;

/// <summary>
/// One event of a batch, with the fields and the rules of a line of NDJSON (the schema at /schemas/ingest/events). What is missing
/// or too long here is refused by the service, event by event, and costs no good one.
/// </summary>
public sealed record IngestEvent
{
    public required IngestEventKind Kind { get; init; }

    /// <summary>When it happened; parts of a second are cut off.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string? AdvertiserId { get; init; }

    public required string? MarketplaceId { get; init; }

    public required string? CampaignId { get; init; }

    public required string? AdGroupId { get; init; }

    public required string? AdId { get; init; }

    /// <summary>The id of the keyword or target.</summary>
    public required string? TargetId { get; init; }

    public required string? Placement { get; init; }

    public string? AdProduct { get; init; }

    public string? KeywordText { get; init; }

    public string? MatchType { get; init; }

    public string? Currency { get; init; }

    /// <summary>Tells the event apart from others for 14 days; clicks and invalidations need one.</summary>
    public string? EventId { get; init; }

    /// <summary>The event id of the click that is taken back.</summary>
    public string? InvalidatesEventId { get; init; }

    /// <summary>How many impressions it stands for.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Money in millionths of the currency unit; what is taken back is positive, too.</summary>
    public long CostMicros { get; init; }
}
