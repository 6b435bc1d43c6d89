using System.Buffers.Binary;
using Millrace.Engine.Cells;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Journal;

/// <summary>
/// Reads what the first version stored: one snapshot of the whole state, cold windows as one block each, and records whose cells
/// carry their key in full. It is read once; the pages that are then written take its place.
/// </summary>
internal static class Version1
{
    private const byte Version = 1;
    private static readonly CellFamily Family = CellFamily.SponsoredProductsTraffic;

    /// <summary>Accounts, texts and entities stand in it as journal records; windows and repeats as below.</summary>
    public static void ReadSnapshot(ReadOnlySpan<byte> snapshot, PartitionState state)
    {
        var reader = new ByteReader(snapshot);
        reader.Version(Version, "snapshot");
        state.Sequence = (long)reader.Varint();
        state.Publication = (long)reader.Varint();
        state.ForgottenBefore = (int)reader.Signed();
        for (var group = 0; group < 3; group++)
        {
            for (var left = reader.Number(); left > 0; left--)
            {
                state.Fold(state.Sequence, ref reader);
            }
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            state.MarkCold(new(reader.Signed(), Family.Number), segments: 1);
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            ReadWindow(reader.Signed(), ref reader, state);
        }

        for (var days = reader.Number(); days > 0; days--)
        {
            var day = (int)reader.Signed();
            for (var left = reader.Number(); left > 0; left--)
            {
                state.Repeats.RememberBatch(day, new(reader.Hash(), reader.Hash(), reader.Number()));
            }
        }

        for (var days = reader.Number(); days > 0; days--)
        {
            var (day, touched) = ((int)reader.Signed(), (int)reader.Signed());
            for (var left = reader.Number(); left > 0; left--)
            {
                state.Repeats.RememberEvent(touched, day, reader.Hash());
            }
        }
    }

    public static void ReadWindow(long start, ref ByteReader reader, PartitionState state)
    {
        reader.Version(Version, "window");
        var foldedThrough = (long)reader.Varint();
        var window = state.Window(new(start, Family.Number));
        Span<long> total = stackalloc long[Family.Lanes];
        Span<long> published = stackalloc long[Family.Lanes];
        for (var left = reader.Number(); left > 0; left--)
        {
            var cell = CellOf(window, reader.Bytes(), state);
            Read(ref reader, total);
            Read(ref reader, published);
            window.Load(cell, total, published);
        }

        foreach (var segment in window.Cells.Segments)
        {
            segment.FoldedThrough = foldedThrough;
        }
    }

    public static void Fold(RecordKind kind, PartitionState state, ref ByteReader reader)
    {
        switch (kind)
        {
            case RecordKind.TargetText1:
                state.SetAttributes(reader.Number(), Text(ref reader, state), Text(ref reader, state), Text(ref reader, state));
                break;
            case RecordKind.Batch1:
                FoldBatch(ref reader, state);
                break;
            case RecordKind.Publication1:
                state.Publication = (long)reader.Varint();
                for (var left = reader.Number(); left > 0; left--)
                {
                    state.FindWindow(new(reader.Signed(), Family.Number))?.MarkPublished(state.Sequence + 1, 0, int.MaxValue);
                }

                break;
            case RecordKind.Cooling1:
                // The windows stay in memory: they are cooled again, in the newer form.
                state.ForgottenBefore = (int)reader.Signed();
                state.Repeats.ForgetBefore(state.ForgottenBefore);
                for (var left = reader.Number(); left > 0; left--)
                {
                    reader.Signed();
                }

                break;
            default:
                throw new InvalidDataException(
                    $"A journal entry has a record of unknown kind {(byte)kind}: a newer version wrote it."
                );
        }
    }

    private static void FoldBatch(ref ByteReader reader, PartitionState state)
    {
        var batch = reader.Hash();
        var today = (int)reader.Signed();
        state.Repeats.RememberBatch(today, new(batch, reader.Hash(), reader.Number()));
        var cells = new (WindowCells Window, int Cell)[reader.Count()];
        Span<long> lanes = stackalloc long[Family.Lanes];
        long start = 0;
        for (var number = 0; number < cells.Length; number++)
        {
            start += reader.Signed();
            var window = state.Window(new(start, Family.Number));
            cells[number] = (window, CellOf(window, reader.Bytes(), state));
            Read(ref reader, lanes);
            window.Fold(state.Sequence + 1, cells[number].Cell, lanes);
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            var id = reader.Hash();
            var takes = reader.Byte() == 0 ? UInt128.Zero : reader.Hash();
            var (window, cell) = cells[reader.Number()];
            var day = (int)reader.Signed();
            state.Repeats.RememberEvent(today, day, id);
            if (takes != UInt128.Zero)
            {
                state.Repeats.RememberEvent(today, day, takes);
            }

            Read(ref reader, lanes);
            window.Fold(state.Sequence + 1, cell, lanes);
        }
    }

    /// <summary>The windows on disk are all brought in before the first entry is folded, so that each holds what came before it.</summary>
    public static IEnumerable<PageId> ColdWindows(PartitionState state) =>
        state.Cold.Keys.Where(state.IsMissing).Select(window => new PageId(PageKind.Window, window.Start, 0));

    /// <summary>A key of that version: account, ad product, then each id behind its length.</summary>
    private static int CellOf(WindowCells window, ReadOnlySpan<byte> key, PartitionState state)
    {
        Span<int> numbers = stackalloc int[Family.KeyNumbers];
        numbers[0] = BinaryPrimitives.ReadInt32LittleEndian(key);
        for (var part = 0; part < CellKey.Parts; part++)
        {
            numbers[part + 1] = state.Texts.GetOrAdd(CellKey.Part(key, part));
        }

        return window.Cells.GetOrAdd(numbers);
    }

    private static void Read(ref ByteReader reader, scoped Span<long> lanes)
    {
        foreach (ref var lane in lanes)
        {
            lane = reader.Signed();
        }
    }

    private static int Text(ref ByteReader reader, PartitionState state) => state.Texts.GetOrAdd(reader.Bytes());
}
