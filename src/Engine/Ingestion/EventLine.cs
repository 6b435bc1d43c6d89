using System.Runtime.CompilerServices;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion;

/// <summary>One parsed line; its texts live as long as the line and the parser's scratch.</summary>
internal ref struct EventLine
{
    public EventKind Kind;
    public EventKind Invalidates;
    public long Time;
    public long Count;
    public long CostMicros;

    private ReadOnlySpan<byte> source;
    private Places places;

    public readonly ReadOnlySpan<byte> EventId => Text(EventField.EventId);
    public readonly ReadOnlySpan<byte> InvalidatesEventId => Text(EventField.InvalidatesEventId);
    public readonly ReadOnlySpan<byte> AdvertiserId => Text(EventField.AdvertiserId);
    public readonly ReadOnlySpan<byte> MarketplaceId => Text(EventField.MarketplaceId);
    public readonly ReadOnlySpan<byte> CampaignId => Text(EventField.CampaignId);
    public readonly ReadOnlySpan<byte> AdGroupId => Text(EventField.AdGroupId);
    public readonly ReadOnlySpan<byte> AdId => Text(EventField.AdId);

    /// <summary>The keyword_id or target_id.</summary>
    public readonly ReadOnlySpan<byte> TargetId => Text(EventField.KeywordId);
    public readonly ReadOnlySpan<byte> KeywordText => Text(EventField.KeywordText);
    public readonly ReadOnlySpan<byte> MatchType => Text(EventField.MatchType);
    public readonly ReadOnlySpan<byte> Placement => Text(EventField.Placement);
    public readonly ReadOnlySpan<byte> Currency => Text(EventField.Currency);

    /// <summary>Forgets all; texts are given by their places in a source.</summary>
    public void Begin(ReadOnlySpan<byte> source)
    {
        (Kind, Invalidates, Time, Count, CostMicros) = (EventKind.None, EventKind.None, 0, 1, 0);
        this.source = source;
        places = default;
    }

    /// <summary>Takes the text of a field that is kept as it stands.</summary>
    public void SetText(EventField field, int position, int length) =>
        Place(ref places, field) = (uint)position | ((ulong)(uint)length << 32);

    private readonly ReadOnlySpan<byte> Text(EventField field)
    {
        var place = Place(ref Unsafe.AsRef(in places), field);
        return source.Slice((int)place, (int)(place >> 32));
    }

    // Without the span that indexing an inline array makes each time.
    private static ref ulong Place(ref Places places, EventField field) =>
        ref Unsafe.Add(ref Unsafe.As<Places, ulong>(ref places), (int)field & (Places.Length - 1));

    /// <summary>What the line adds to its cell; an invalidation takes away.</summary>
    public readonly Metrics Metrics =>
        Kind switch
        {
            EventKind.Impression => new(Count, 0, CostMicros),
            EventKind.Click => new(0, Count, CostMicros),
            _ => Invalidates == EventKind.Impression ? new(-Count, 0, -CostMicros) : new(0, -Count, -CostMicros),
        };

    /// <summary>For each field where its text begins and, above, how long it is; zero where there is none.</summary>
    [InlineArray(Length)]
    private struct Places
    {
        /// <summary>A power of two above the fields that are kept.</summary>
        public const int Length = 16;
        private ulong first;
    }
}

internal enum EventKind : byte
{
    None,
    Impression,
    Click,
    Invalidation,
}
