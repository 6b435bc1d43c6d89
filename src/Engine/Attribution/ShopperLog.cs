using System.Numerics;
using System.Runtime.CompilerServices;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>
/// Rows in the order in which they came, numbered from 0 for ever, found by their shopper: a bucket names its newest row, each row
/// the next older one of its bucket. Rows are only added and cleared; whole segments go from the front, and a walk ends where
/// the rows are gone. A bucket is added for every other row, and takes its rows from one other bucket: no step looks at all rows.
/// </summary>
/// <param name="segmentShift">Log2 of the rows of a segment.</param>
internal sealed class ShopperLog<TRow>(int segmentShift) : ISegmentedLog
    where TRow : unmanaged, IShopperRow<TRow>
{
    /// <summary>The shopper of a row that was cleared: nobody has such rows.</summary>
    public const ulong Nobody = 0;

    /// <summary>2 says of which account deeds and purchases are.</summary>
    public const byte FormatVersion = 2;
    private const int BucketsFirst = 16;
    private const int RowsPerBucket = 2;

    // A bucket is the number of its newest row plus one, and above it the newest event time that was ever added, in units of 256 seconds.
    private const int RowBits = 40;
    private const ulong RowMask = (1UL << RowBits) - 1;
    private const int TimeShift = 8;

    private readonly List<LogSegment<TRow>> segments = [];
    private ulong[] buckets = new ulong[BucketsFirst];
    private int bucketCount = BucketsFirst;

    /// <summary>The oldest row that is still there.</summary>
    public long First { get; private set; }

    public long End { get; private set; }

    public long FirstSegment => First >> segmentShift;

    public long EndSegment => FirstSegment + segments.Count;

    /// <summary>What rows, links and buckets take in memory.</summary>
    public long BytesHeld =>
        segments.Sum(segment => (long)segment.RowsHeld * Unsafe.SizeOf<LogSegment<TRow>.Slot>())
        + ((long)buckets.Length * sizeof(ulong));

    private int SegmentRows => 1 << segmentShift;

    public ref readonly TRow this[long row] => ref SlotOf(row).Row;

    /// <summary>The shopper's rows, the one that came last first.</summary>
    public ShopperRows<TRow> Of(ulong shopper) => new(this, shopper);

    /// <summary>False: the shopper certainly has no row of that time or a later one. Looks at no row.</summary>
    public bool MayHaveSince(ulong shopper, uint time) => buckets[BucketOf(shopper)] >> RowBits >= time >> TimeShift;

    /// <param name="arrival">When it is taken in, unix seconds.</param>
    public void Add(in TRow row, uint arrival)
    {
        if (EndSegment << segmentShift == End)
        {
            segments.Add(new LogSegment<TRow>(SegmentRows));
        }

        segments[^1].Add(in row);
        segments[^1].LastArrival = Math.Max(segments[^1].LastArrival, arrival);
        End++;
        Link(End - 1);
    }

    public void Clear(ulong shopper, long below)
    {
        var rows = Of(shopper);
        while (rows.MoveNext())
        {
            if (rows.Row < below)
            {
                SlotOf(rows.Row).Row = default;
                SegmentOf(rows.Row).HasChanged = true;
            }
        }
    }

    /// <summary>Adds the shoppers of the rows that are chosen.</summary>
    public void AddShoppers(Func<TRow, bool> isChosen, HashSet<ulong> shoppers)
    {
        foreach (var segment in segments)
        {
            for (var row = 0; row < segment.Count; row++)
            {
                if (segment[row].Row.Shopper != Nobody && isChosen(segment[row].Row))
                {
                    shoppers.Add(segment[row].Row.Shopper);
                }
            }
        }
    }

    public void ClearAll(HashSet<ulong> shoppers)
    {
        foreach (var segment in segments)
        {
            for (var row = 0; row < segment.Count; row++)
            {
                if (shoppers.Contains(segment[row].Row.Shopper))
                {
                    segment[row].Row = default;
                    segment.HasChanged = true;
                }
            }
        }
    }

    public void ForEach(Action<TRow> visit)
    {
        foreach (var segment in segments)
        {
            for (var row = 0; row < segment.Count; row++)
            {
                if (segment[row].Row.Shopper != Nobody)
                {
                    visit(segment[row].Row);
                }
            }
        }
    }

    public long DroppableThrough(long newestBefore, long arrivedBefore)
    {
        var kept = segments.FindIndex(segment =>
            !segment.IsFull || segment.Newest >= newestBefore || segment.LastArrival >= arrivedBefore
        );
        return FirstSegment + (kept < 0 ? segments.Count : kept) - 1 is var through && through >= FirstSegment ? through : -1;
    }

    public void DropThrough(long segment)
    {
        var count = (int)Math.Clamp(segment + 1 - FirstSegment, 0, segments.Count);
        if (count > 0 && !segments[count - 1].IsFull)
        {
            throw new InvalidDataException(
                $"A journal entry drops rows through segment {segment}, which is not full: entries are missing. Restore the ledger from a backup."
            );
        }

        segments.RemoveRange(0, count);
        First += (long)count << segmentShift;
    }

    public bool HasChanged(long segment) => segments[(int)(segment - FirstSegment)].HasChanged;

    public void WritePage(long segment, ByteWriter writer)
    {
        var rows = segments[(int)(segment - FirstSegment)];
        rows.HasChanged = false;
        writer.Byte(FormatVersion);
        writer.Varint((ulong)segment);
        writer.Varint(rows.LastArrival);
        writer.Varint((ulong)rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row].Row.Write(writer);
        }
    }

    public void StartAt(long segment) => First = End = segment << segmentShift;

    public void ReadPage(ref ByteReader reader)
    {
        var version = reader.Version(FormatVersion, "page of touches or deeds");
        var segment = (long)reader.Varint();
        if (segment != EndSegment || segment << segmentShift != End)
        {
            throw new InvalidDataException(
                $"A page of touches or deeds is of segment {segment}, and the one at row {End} is due. Restore the ledger from a backup."
            );
        }

        var (arrival, rows) = ((uint)reader.Varint(), reader.Number());
        if (rows > SegmentRows)
        {
            throw new InvalidDataException(
                $"A page of touches or deeds has {rows} rows, more than the {SegmentRows} of a segment: it is damaged. Restore the ledger from a backup."
            );
        }

        for (var left = rows; left > 0; left--)
        {
            var row = TRow.Read(ref reader, version);
            Add(in row, arrival);
        }

        if (rows > 0)
        {
            segments[^1].HasChanged = false;
        }
    }

    /// <summary>The newest row of a shopper's bucket, or one that is gone.</summary>
    internal long NewestOf(ulong shopper) => RowOf(buckets[BucketOf(shopper)]);

    internal ref LogSegment<TRow>.Slot SlotOf(long row) => ref SegmentOf(row)[(int)row & (SegmentRows - 1)];

    private LogSegment<TRow> SegmentOf(long row) => segments[(int)((row - First) >> segmentShift)];

    private static long RowOf(ulong bucket) => (long)(bucket & RowMask) - 1;

    /// <summary>Buckets beyond the last power of two are there up to some number; the others stand in the half below.</summary>
    private int BucketOf(ulong shopper)
    {
        var mask = (int)BitOperations.RoundUpToPowerOf2((uint)bucketCount) - 1;
        var place = (int)shopper & mask;
        return place < bucketCount ? place : place & (mask >> 1);
    }

    private void Link(long row)
    {
        ref var slot = ref SlotOf(row);
        if (slot.Row.Shopper == Nobody)
        {
            return;
        }

        if (End - First > (long)bucketCount * RowsPerBucket)
        {
            AddBucket();
        }

        ref var bucket = ref buckets[BucketOf(slot.Row.Shopper)];
        slot.Older = RowOf(bucket) is var older && older >= First ? checked((uint)(row - older)) : 0;
        bucket = Math.Max(bucket >> RowBits, slot.Row.Time >> TimeShift) << RowBits | (ulong)(row + 1);
    }

    /// <summary>The rows of one bucket part into it and the new one; cleared rows leave both.</summary>
    private void AddBucket()
    {
        var added = bucketCount++;
        var parted = added & (((int)BitOperations.RoundUpToPowerOf2((uint)bucketCount) - 1) >> 1);
        if (added == buckets.Length)
        {
            Array.Resize(ref buckets, added + (added / 2));
        }

        var row = RowOf(buckets[parted]);
        buckets[added] = buckets[parted] &= ~RowMask;
        var (stays, goes) = (-1L, -1L);
        while (row >= First)
        {
            ref var slot = ref SlotOf(row);
            var older = slot.Older == 0 ? -1 : row - slot.Older;
            slot.Older = 0;
            if (slot.Row.Shopper != Nobody)
            {
                var bucket = BucketOf(slot.Row.Shopper);
                ref var last = ref (bucket == added ? ref goes : ref stays);
                if (last < 0)
                {
                    buckets[bucket] |= (ulong)(row + 1);
                }
                else
                {
                    SlotOf(last).Older = (uint)(last - row);
                }

                last = row;
            }

            row = older;
        }
    }
}
