using System.Runtime.CompilerServices;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion;

/// <summary>One parsed line; its texts live as long as the line and the parser's scratch.</summary>
internal ref struct EventLine
{
    /// <summary>Unix seconds.</summary>
    public long Time;
    public long ConversionTime;
    public long Count;

    /// <summary>Below zero where nothing is said.</summary>
    public long Units;
    public long CostMicros;
    public long SalesMicros;
    public long SupplyCostMicros;
    public long AgencyFeeMicros;
    public long AudienceFeeMicros;
    public long ConsoleFeeMicros;

    private ReadOnlySpan<byte> source;
    private ulong present;

    // Of each field that has one the number of its word, a byte each.
    private ulong words;
    private Places places;

    public readonly EventKind Kind => (EventKind)Word(EventField.Type);
    public readonly EventKind Invalidates => (EventKind)Word(EventField.InvalidatesType);
    public readonly EventKind Conversion => (EventKind)Word(EventField.ConversionType);
    public readonly AdProduct Product => (AdProduct)Word(EventField.AdProduct);

    /// <summary>Of an attributed conversion: it is credited to a view.</summary>
    public readonly bool IsView => Word(EventField.Attribution) != 0;
    public readonly bool IsBrandHalo => Word(EventField.ProductMatch) != 0;
    public readonly bool IsNewToBrand => Word(EventField.ShopperStatus) != 0;

    public readonly ReadOnlySpan<byte> EventId => this[EventField.EventId];
    public readonly ReadOnlySpan<byte> InvalidatesEventId => this[EventField.InvalidatesEventId];
    public readonly ReadOnlySpan<byte> AdvertiserId => this[EventField.AdvertiserId];
    public readonly ReadOnlySpan<byte> MarketplaceId => this[EventField.MarketplaceId];
    public readonly ReadOnlySpan<byte> CampaignId => this[EventField.CampaignId];
    public readonly ReadOnlySpan<byte> AdGroupId => this[EventField.AdGroupId];
    public readonly ReadOnlySpan<byte> AdId => this[EventField.AdId];

    /// <summary>The keyword_id or target_id.</summary>
    public readonly ReadOnlySpan<byte> TargetId => this[EventField.KeywordId];
    public readonly ReadOnlySpan<byte> KeywordText => this[EventField.KeywordText];
    public readonly ReadOnlySpan<byte> MatchType => this[EventField.MatchType];
    public readonly ReadOnlySpan<byte> Placement => this[EventField.Placement];
    public readonly ReadOnlySpan<byte> Currency => this[EventField.Currency];
    public readonly ReadOnlySpan<byte> ShopperId => this[EventField.ShopperId];
    public readonly ReadOnlySpan<byte> Sku => this[EventField.Sku];

    /// <summary>The text of a field that is kept as it stands.</summary>
    public readonly ReadOnlySpan<byte> this[EventField field]
    {
        get
        {
            // Nothing for a field that is not there, without a branch.
            var isThere = 0 - ((present >> (int)field) & 1);
            var place = Place(ref Unsafe.AsRef(in places), field) & isThere;
            return source.Slice((int)place, (int)(place >> 32));
        }
    }

    /// <summary>What the event is about: its kind, or that of what it takes back.</summary>
    public readonly EventKind Subject => Kind == EventKind.Invalidation ? Invalidates : Kind;

    /// <summary>Forgets all; texts are given by their places in a source.</summary>
    public void Begin(ReadOnlySpan<byte> newSource)
    {
        // What the places hold is told by the bits alone.
        (present, words) = (0, 0);
        (Time, ConversionTime, Count, Units, CostMicros, SalesMicros) = (0, 0, 1, -1, 0, 0);
        (SupplyCostMicros, AgencyFeeMicros, AudienceFeeMicros, ConsoleFeeMicros) = (0, 0, 0, 0);
        source = newSource;
    }

    /// <summary>Takes the text of a field that is kept as it stands.</summary>
    public void SetText(EventField field, int position, int length) =>
        Place(ref places, field) = (uint)position | ((ulong)(uint)length << 32);

    /// <summary>Says which fields are there: only of these is a text known.</summary>
    /// <param name="fields">Their bits.</param>
    public void SetPresent(ulong fields) => present = fields;

    /// <summary>Takes a word of a closed set, the first of its field.</summary>
    /// <param name="bits">Its <see cref="WordBits"/>.</param>
    public void AddWord(ulong bits) => words |= bits;

    /// <summary>Takes all words in place of those that there were.</summary>
    public void SetWords(ulong all) => words = all;

    /// <summary>A word as one of several in a number.</summary>
    /// <param name="word">Its number in the field.</param>
    public static ulong WordBits(EventField field, int word) => (ulong)(byte)word << WordShift(field);

    /// <summary>Takes an amount in millionths.</summary>
    public void SetMoney(EventField field, long micros)
    {
        switch (field)
        {
            case EventField.Cost:
                CostMicros = micros;
                break;
            case EventField.Sales:
                SalesMicros = micros;
                break;
            case EventField.SupplyCost:
                SupplyCostMicros = micros;
                break;
            case EventField.AgencyFee:
                AgencyFeeMicros = micros;
                break;
            case EventField.AudienceFee:
                AudienceFeeMicros = micros;
                break;
            default:
                ConsoleFeeMicros = micros;
                break;
        }
    }

    private static int WordShift(EventField field) => (field - EventField.Type) * 8;

    private readonly byte Word(EventField field) => (byte)(words >> WordShift(field));

    // Without the span that indexing an inline array makes each time.
    private static ref ulong Place(ref Places places, EventField field) =>
        ref Unsafe.Add(ref Unsafe.As<Places, ulong>(ref places), (int)field & (Places.Length - 1));

    /// <summary>For each field that is there where its text begins and, above, how long it is.</summary>
    [InlineArray(Length)]
    private struct Places
    {
        /// <summary>A power of two above the fields that are kept.</summary>
        public const int Length = 32;
        private ulong first;
    }
}
