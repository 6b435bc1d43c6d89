using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Publication;

/// <summary>How publications and coolings stand in the journal: by what they took, so that recovery decides nothing.</summary>
internal static class PublicationRecords
{
    public static void WriteSlice(ByteWriter writer, long lastNumber, IReadOnlyList<CellRange> slice)
    {
        writer.Byte((byte)RecordKind.Slice);
        writer.Varint((ulong)lastNumber);
        writer.Varint((ulong)slice.Count);
        foreach (var (window, from, end) in slice)
        {
            WriteWindow(writer, window);
            writer.Varint((ulong)from);
            writer.Varint((ulong)end);
        }
    }

    public static void FoldSlice(ref ByteReader reader, PartitionState state, long sequence)
    {
        state.Publication = (long)reader.Varint();
        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            var (start, from, end) = (reader.Signed(), reader.Number(), reader.Number());
            state.FindWindow(new(start, family))?.MarkPublished(sequence, from, end);
        }
    }

    public static void SkimSlice(ref ByteReader reader)
    {
        reader.Varint();
        for (var left = reader.Number(); left > 0; left--)
        {
            _ = (reader.Byte(), reader.Signed(), reader.Number(), reader.Number());
        }
    }

    public static void WriteCooling(ByteWriter writer, IReadOnlyList<WindowCells> windows)
    {
        writer.Byte((byte)RecordKind.Cooling);
        writer.Varint((ulong)windows.Count);
        foreach (var window in windows)
        {
            WriteWindow(writer, window);
        }
    }

    public static void SkimWindows(ref ByteReader reader)
    {
        for (var left = reader.Number(); left > 0; left--)
        {
            reader.Byte();
            reader.Signed();
        }
    }

    private static void WriteWindow(ByteWriter writer, WindowCells window)
    {
        writer.Byte(window.Id.Family);
        writer.Signed(window.Id.Start);
    }
}
