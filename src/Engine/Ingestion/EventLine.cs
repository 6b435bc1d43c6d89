using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion.Parsing;

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

    /// <summary>Takes the text of a field that is kept as it stands.</summary>
    public void SetText(EventField field, ReadOnlySpan<byte> text)
    {
        switch (field)
        {
            case EventField.EventId:
                EventId = text;
                return;
            case EventField.InvalidatesEventId:
                InvalidatesEventId = text;
                return;
            case EventField.AdvertiserId:
                AdvertiserId = text;
                return;
            case EventField.MarketplaceId:
                MarketplaceId = text;
                return;
            case EventField.CampaignId:
                CampaignId = text;
                return;
            case EventField.AdGroupId:
                AdGroupId = text;
                return;
            case EventField.AdId:
                AdId = text;
                return;
            case EventField.KeywordId or EventField.TargetId:
                TargetId = text;
                return;
            case EventField.KeywordText:
                KeywordText = text;
                return;
            case EventField.MatchType:
                MatchType = text;
                return;
            case EventField.Placement:
                Placement = text;
                return;
            case EventField.Currency:
                Currency = text;
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(field), field, "The field is not kept as a text.");
        }
    }

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
