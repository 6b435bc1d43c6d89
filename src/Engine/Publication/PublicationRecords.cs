using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Publication;

/// <summary>How publications and coolings stand in the journal: by the windows they took, so that recovery decides nothing.</summary>
internal static class PublicationRecords
{
    public static void WritePublication(ByteWriter writer, long lastNumber, IReadOnlyList<WindowCells> windows)
    {
        writer.Byte((byte)RecordKind.Publication);
        writer.Varint((ulong)lastNumber);
        WriteWindows(writer, windows);
    }

    public static void WriteCooling(ByteWriter writer, IReadOnlyList<WindowCells> windows)
    {
        writer.Byte((byte)RecordKind.Cooling);
        WriteWindows(writer, windows);
    }

    public static void SkimWindows(ref ByteReader reader)
    {
        for (var left = reader.Number(); left > 0; left--)
        {
            reader.Byte();
            reader.Signed();
        }
    }

    private static void WriteWindows(ByteWriter writer, IReadOnlyList<WindowCells> windows)
    {
        writer.Varint((ulong)windows.Count);
        foreach (var window in windows)
        {
            writer.Byte(window.Id.Family);
            writer.Signed(window.Id.Start);
        }
    }
}
