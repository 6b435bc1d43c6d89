using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Pages;

/// <summary>A segment of a table as bytes: the entry up to which it holds the facts, then each row's key and sums.</summary>
internal static class TablePages
{
    private const byte FormatVersion = 2;

    /// <param name="sequence">Number of the entry that is being committed with the page; nothing may be folded under it afterwards.</param>
    public static void Write(SegmentedTable table, int number, long sequence, ByteWriter writer)
    {
        WriteHead(table, number, sequence, writer);
        var segment = table.Segments[number];
        for (var row = 0; row < segment.Count; row++)
        {
            writer.Key(segment.Key(row));
            writer.Lanes(segment.Lanes(row));
        }
    }

    /// <summary>The part before the rows; the segment is taken for saved from here on.</summary>
    public static void WriteHead(SegmentedTable table, int number, long sequence, ByteWriter writer)
    {
        var segment = table.Segments[number];
        segment.FoldedThrough = sequence;
        segment.HasChanged = false;
        writer.Byte(FormatVersion);
        writer.Varint((ulong)sequence);
        writer.Varint((ulong)segment.Count);
    }

    /// <summary>Takes the next segment from its page.</summary>
    public static void Read(SegmentedTable table, ref ByteReader reader)
    {
        reader.Version(FormatVersion, "page of a table");
        var sequence = (long)reader.Varint();
        var rows = reader.Number();
        Span<int> key = stackalloc int[table.KeyNumbers];
        for (var row = 0; row < rows; row++)
        {
            reader.Key(key);
            reader.Lanes(table.Lanes(table.Add(key)));
        }

        var segment = table.Segments[^1];
        segment.FoldedThrough = sequence;
        segment.HasChanged = false;
    }
}
