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
        WriteStarts(writer, windows);
    }

    public static void WriteCooling(ByteWriter writer, int forgetBefore, IReadOnlyList<WindowCells> windows)
    {
        writer.Byte((byte)RecordKind.Cooling);
        writer.Signed(forgetBefore);
        WriteStarts(writer, windows);
    }

    private static void WriteStarts(ByteWriter writer, IReadOnlyList<WindowCells> windows)
    {
        writer.Varint((ulong)windows.Count);
        foreach (var window in windows)
        {
            writer.Signed(window.Start);
        }
    }
}
