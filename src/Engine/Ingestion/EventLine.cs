using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>One parsed line; the spans live as long as the line and the parser's scratch.</summary>
internal ref struct EventLine
{
    public EventKind Kind;
    public long Time;
    public long Count;
    public long CostMicros;
    public EventKind Invalidates;
    public ReadOnlySpan<byte> EventId;
    public ReadOnlySpan<byte> InvalidatesEventId;
    public ReadOnlySpan<byte> AdvertiserId;
    public ReadOnlySpan<byte> MarketplaceId;
    public ReadOnlySpan<byte> CampaignId;
    public ReadOnlySpan<byte> AdGroupId;
    public ReadOnlySpan<byte> AdId;
    public ReadOnlySpan<byte> TargetId;
    public ReadOnlySpan<byte> KeywordText;
    public ReadOnlySpan<byte> MatchType;
    public ReadOnlySpan<byte> Placement;
    public ReadOnlySpan<byte> Currency;

    /// <summary>What the line adds to its cell; an invalidation takes away.</summary>
    public readonly Metrics Metrics =>
        Kind switch
        {
            EventKind.Impression => new(Count, 0, CostMicros),
            EventKind.Click => new(0, Count, CostMicros),
            _ => Invalidates == EventKind.Impression ? new(-Count, 0, -CostMicros) : new(0, -Count, -CostMicros),
        };
}

internal enum EventKind : byte
{
    None,
    Impression,
    Click,
    Invalidation,
}
