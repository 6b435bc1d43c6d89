using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>
/// How that which changes an <see cref="AttributionMemory"/> stands in a journal entry. The byte that tells the kind of a record is
/// the caller's, before each.
/// </summary>
internal static class AttributionRecords
{
    /// <summary>Of the rows in an entry, as of those in pages.</summary>
    public const byte RowsVersion = ShopperLog<DeedRow>.FormatVersion;

    /// <summary>What a batch brings, in the order in which it was taken in; repeats are left out by the caller.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public static void WriteRows(
        ByteWriter writer,
        AttributionMemory memory,
        uint now,
        ReadOnlySpan<TouchRow> touches,
        ReadOnlySpan<DeedRow> deeds
    )
    {
        writer.Varint(now);
        writer.Varint((ulong)memory.Purchases.End);
        WriteRows(writer, memory.Touches, touches);
        WriteRows(writer, memory.Deeds, deeds);
    }

    /// <summary>Rows that a page has brought already are passed over; a purchase follows from its deed.</summary>
    /// <param name="version">Of the rows.</param>
    public static void FoldRows(ref ByteReader reader, AttributionMemory memory, byte version)
    {
        var now = (uint)reader.Varint();
        var purchase = (long)reader.Varint();
        var touch = (long)reader.Varint();
        for (var left = reader.Number(); left > 0; left--, touch++)
        {
            Fold(memory.Touches, touch, TouchRow.Read(ref reader, version), now);
        }

        var deed = (long)reader.Varint();
        for (var left = reader.Number(); left > 0; left--, deed++)
        {
            var row = DeedRow.Read(ref reader, version);
            Fold(memory.Deeds, deed, row, now);
            if (PurchaseRow.TryFrom(in row, deed, out var bought))
            {
                Fold(memory.Purchases, purchase++, bought, now);
            }
        }
    }

    public static void SkimRows(ref ByteReader reader, byte version)
    {
        _ = (reader.Varint(), reader.Varint(), reader.Varint());
        for (var left = reader.Number(); left > 0; left--)
        {
            TouchRow.Read(ref reader, version);
        }

        reader.Varint();
        for (var left = reader.Number(); left > 0; left--)
        {
            DeedRow.Read(ref reader, version);
        }
    }

    /// <summary>Forgets what a shopper did up to now. What was credited stays.</summary>
    public static void WriteForget(ByteWriter writer, AttributionMemory memory, ulong shopper)
    {
        writer.Varint(shopper);
        writer.Varint((ulong)memory.Touches.End);
        writer.Varint((ulong)memory.Deeds.End);
        writer.Varint((ulong)memory.Purchases.End);
    }

    /// <summary>Rows that came after the record, which a newer page may have brought before it, stay.</summary>
    public static void FoldForget(ref ByteReader reader, AttributionMemory memory)
    {
        var shopper = reader.Varint();
        memory.Touches.Clear(shopper, (long)reader.Varint());
        memory.Deeds.Clear(shopper, (long)reader.Varint());
        memory.Purchases.Clear(shopper, (long)reader.Varint());
    }

    public static void SkimForget(ref ByteReader reader) =>
        _ = (reader.Varint(), reader.Varint(), reader.Varint(), reader.Varint());

    /// <summary>Lets old segments go, as <see cref="AttributionMemory.Droppable"/> names them.</summary>
    /// <param name="through">The last of them.</param>
    public static void WriteDrop(ByteWriter writer, AttributionLog log, long through)
    {
        writer.Byte((byte)log);
        writer.Varint((ulong)through);
    }

    /// <summary>Lets the segments go; answers which.</summary>
    public static (AttributionLog Log, long First, long Through) FoldDrop(ref ByteReader reader, AttributionMemory memory)
    {
        var log = (AttributionLog)reader.Byte();
        var (first, through) = (memory[log].FirstSegment, (long)reader.Varint());
        memory[log].DropThrough(through);
        return (log, first, memory[log].FirstSegment - 1);
    }

    public static void SkimDrop(ref ByteReader reader) => _ = (reader.Byte(), reader.Varint());

    private static void WriteRows<TRow>(ByteWriter writer, ShopperLog<TRow> log, ReadOnlySpan<TRow> rows)
        where TRow : unmanaged, IShopperRow<TRow>
    {
        writer.Varint((ulong)log.End);
        writer.Varint((ulong)rows.Length);
        foreach (ref readonly var row in rows)
        {
            row.Write(writer);
        }
    }

    private static void Fold<TRow>(ShopperLog<TRow> log, long number, in TRow row, uint now)
        where TRow : unmanaged, IShopperRow<TRow>
    {
        if (number > log.End)
        {
            throw new InvalidDataException(
                $"A journal entry names row {number} of shoppers and {log.End} are known: entries are missing. Restore the ledger from a backup."
            );
        }

        if (number == log.End)
        {
            log.Add(in row, now);
        }
    }
}
