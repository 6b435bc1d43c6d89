using Millrace.Engine.Cells;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Attribution;

/// <summary>
/// What a partition remembers of shoppers: touches, deeds, and for longer the purchases. It changes by folding
/// <see cref="AttributionRecords"/> alone. A page may be newer than the head that names it: rows are numbered, and what a page
/// has brought already is passed over when it is folded again.
/// </summary>
internal sealed class AttributionMemory
{
    private const byte FormatVersion = 1;

    /// <summary>A page of 4,096 rows has at most 256 KB, after which the writer goes on with other things.</summary>
    private const int SegmentShift = 12;

    private static readonly (AttributionLog Log, Retention Retention)[] Logs =
    [
        (AttributionLog.Touches, Retention.Touches),
        (AttributionLog.Deeds, Retention.Deeds),
        (AttributionLog.Purchases, Retention.Purchases),
    ];

    /// <param name="segmentShift">Log2 of the rows of a segment. Rows are numbered by it, so what is stored has to be read by the same.</param>
    public AttributionMemory(int segmentShift = SegmentShift)
    {
        Touches = new(segmentShift);
        Deeds = new(segmentShift);
        Purchases = new(segmentShift);
    }

    public ShopperLog<TouchRow> Touches { get; }

    /// <summary>Deeds, returns and invalidations of them.</summary>
    public ShopperLog<DeedRow> Deeds { get; }

    /// <summary>Purchases of known brands, and what takes purchases back.</summary>
    public ShopperLog<PurchaseRow> Purchases { get; }

    /// <summary>One of the three, for its pages.</summary>
    public ISegmentedLog this[AttributionLog log] =>
        log switch
        {
            AttributionLog.Touches => Touches,
            AttributionLog.Deeds => Deeds,
            AttributionLog.Purchases => Purchases,
            _ => throw new InvalidDataException(
                $"A stored record names log {(byte)log} of shoppers, which this program does not have: a newer version wrote it."
            ),
        };

    /// <summary>Whether a deed, return or invalidation of this id was taken in and still has its row.</summary>
    public bool HasDeed(ulong shopper, ulong id)
    {
        foreach (ref readonly var deed in Deeds.Of(shopper))
        {
            if (deed.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether anything at all is known of the shopper.</summary>
    public bool Knows(ulong shopper) =>
        Touches.Of(shopper).MoveNext() || Deeds.Of(shopper).MoveNext() || Purchases.Of(shopper).MoveNext();

    /// <summary>All touches of a shopper, and the invalidations among them: whose windows a decision on a deed can change.</summary>
    public ShopperRows<TouchRow> TouchesOf(ulong shopper) => Touches.Of(shopper);

    /// <summary>False: a touch of this time certainly changes no deed that is known, so that none of the shopper's windows is needed.</summary>
    public bool MayHaveDeedsSince(ulong shopper, uint time) => Deeds.MayHaveSince(shopper, time);

    /// <summary>Forgets all shoppers of an account.</summary>
    /// <param name="isOf">Whether a touch is of the account.</param>
    public void Erase(int account, Func<TouchRow, bool> isOf)
    {
        var shoppers = new HashSet<ulong>();
        Touches.AddShoppers(isOf, shoppers);
        Deeds.AddShoppers(deed => deed.Owner == account + 1, shoppers);
        Purchases.AddShoppers(purchase => purchase.Owner == account + 1, shoppers);
        foreach (var (log, _) in Logs)
        {
            this[log].ClearAll(shoppers);
        }
    }

    public void NoteTexts(TextUse use)
    {
        Touches.ForEach(touch => Note(touch.Product, touch.Brand));
        Deeds.ForEach(deed => Note(deed.Product, deed.Brand));
        Purchases.ForEach(purchase => use.Note(purchase.Brand));

        void Note(int product, int brand)
        {
            use.Note(product);
            use.Note(brand);
        }
    }

    /// <summary>Which logs have segments that are too old, and through which one they can go: for <see cref="AttributionRecords.WriteDrop"/>.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public IEnumerable<(AttributionLog Log, long Through)> Droppable(long now) =>
        Logs.Select(kept =>
                (kept.Log, this[kept.Log].DroppableThrough(kept.Retention.NewestBefore(now), kept.Retention.ArrivedBefore(now)))
            )
            .Where(drop => drop.Item2 >= 0);

    /// <summary>The pages whose content is not on disk as it is now.</summary>
    public IEnumerable<(AttributionLog Log, long Segment)> Changed() =>
        Logs.SelectMany(kept => SegmentsOf(kept.Log)).Where(page => this[page.Log].HasChanged(page.Segment));

    /// <summary>What a head page says of the logs: which segments there are.</summary>
    public void WriteHead(ByteWriter writer)
    {
        writer.Byte(FormatVersion);
        foreach (var (log, _) in Logs)
        {
            writer.Varint((ulong)this[log].FirstSegment);
            writer.Varint((ulong)(this[log].EndSegment - this[log].FirstSegment));
        }
    }

    /// <summary>Starts from a head instead of from nothing; answers the pages to read next, in their order.</summary>
    public IReadOnlyList<(AttributionLog Log, long Segment)> ReadHead(ref ByteReader reader)
    {
        reader.Version(FormatVersion, "head of touches and deeds");
        var pages = new List<(AttributionLog, long)>();
        foreach (var (log, _) in Logs)
        {
            var segment = (long)reader.Varint();
            this[log].StartAt(segment);
            for (var left = reader.UpTo(HeadPage.PagesMax); left > 0; left--)
            {
                pages.Add((log, segment++));
            }
        }

        return pages;
    }

    private IEnumerable<(AttributionLog Log, long Segment)> SegmentsOf(AttributionLog log)
    {
        for (var segment = this[log].FirstSegment; segment < this[log].EndSegment; segment++)
        {
            yield return (log, segment);
        }
    }
}
