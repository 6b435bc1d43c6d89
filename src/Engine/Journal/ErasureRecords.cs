using Millrace.Engine.Cells;

namespace Millrace.Engine.Journal;

/// <summary>How erasures stand in a journal entry. Folding begins behind the kind of a record; what is erased again changes nothing.</summary>
internal static class ErasureRecords
{
    /// <summary>All that is in memory of an account.</summary>
    public static void WriteAccount(ByteWriter writer, int account)
    {
        writer.Byte((byte)RecordKind.ErasedAccount);
        writer.Varint((ulong)account);
    }

    /// <summary>The cells of accounts in windows that were on disk and are brought back for it.</summary>
    public static void WriteCells(ByteWriter writer, IReadOnlyCollection<int> accounts, IReadOnlyCollection<WindowId> windows)
    {
        writer.Byte((byte)RecordKind.ErasedCells);
        writer.Varint((ulong)accounts.Count);
        foreach (var account in accounts)
        {
            writer.Varint((ulong)account);
        }

        writer.Varint((ulong)windows.Count);
        foreach (var window in windows)
        {
            writer.Byte(window.Family);
            writer.Signed(window.Start);
        }
    }

    public static void FoldCells(ref ByteReader reader, PartitionState state)
    {
        var accounts = new int[reader.Count()];
        for (var place = 0; place < accounts.Length; place++)
        {
            accounts[place] = reader.Number();
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            if (state.FindWindow(new(reader.Signed(), family)) is { } window)
            {
                Array.ForEach(accounts, window.Erase);
            }
        }
    }

    /// <summary>Names the windows: a cold one has to be brought back before the record is folded.</summary>
    public static void SkimCells(ref ByteReader reader, ISet<WindowId> windows)
    {
        SkimNumbers(ref reader);
        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            windows.Add(new(reader.Signed(), family));
        }
    }

    /// <param name="texts">Their numbers, ascending.</param>
    public static void WriteTexts(ByteWriter writer, IReadOnlyCollection<int> texts)
    {
        writer.Byte((byte)RecordKind.ErasedTexts);
        writer.Varint((ulong)texts.Count);
        var last = 0;
        foreach (var text in texts)
        {
            writer.Varint((ulong)(text - last));
            last = text;
        }
    }

    public static void FoldTexts(ref ByteReader reader, PartitionState state)
    {
        var text = 0;
        for (var left = reader.Number(); left > 0; left--)
        {
            text += reader.Number();
            state.EraseText(text);
        }
    }

    /// <summary>Passes over numbers behind their count.</summary>
    public static void SkimNumbers(ref ByteReader reader)
    {
        for (var left = reader.Number(); left > 0; left--)
        {
            reader.Number();
        }
    }
}
