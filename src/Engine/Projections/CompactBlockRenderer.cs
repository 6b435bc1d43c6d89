using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>
/// Blocks of version 2 (<see cref="BlockWriter"/>): what rows share is encoded when the block is opened; a row is then copies
/// of prepared texts and its numbers.
/// </summary>
internal sealed class CompactBlockRenderer : BlockRenderer
{
    private const int HashBytes = sizeof(ulong);
    private const int IncarnationBytes = 16;
    private const int RoomMax = 4 << 20;

    private readonly ReadOnlyMemory<byte> block;
    private readonly RecordTemplate template;
    private readonly RowColumns columns;
    private readonly PreparedTexts texts;
    private readonly RecordNames names;
    private readonly Step[] steps;
    private readonly int headText;
    private readonly int headBytes;
    private readonly int rowBytesMax;
    private readonly int firstLanes;
    private readonly int[] entries;
    private readonly long[] deltas;
    private int lanes;

    public CompactBlockRenderer(ReadOnlyMemory<byte> bytes)
    {
        block = WithoutHash(bytes);
        var reader = new BlockReader(block.Span);
        reader.Byte();
        var dataset = reader.Bytes();
        template = RecordTemplate.Find(dataset, reader.Varint());
        columns = new RowColumns(template.Columns);
        entries = new int[template.Columns];
        deltas = new long[template.Shape.Lanes];
        steps = [.. template.Steps.Select(step => new Step(step))];
        var incarnation = reader.Take(IncarnationBytes);
        var publication = reader.Varint();
        using var stored = new BlockTexts(block, ref reader);
        texts = new PreparedTexts(stored, bytesExpected: 3 * block.Length);
        names = new RecordNames(incarnation, template.Columns, partsExpected: block.Length / 32);
        BeginColumn(RecordStep.AllRows, 1);
        names.Share(incarnation, publication, dataset, stored[BlockTexts.Advertiser], stored[BlockTexts.Marketplace]);
        Prepare(RecordStep.AllRows, [], []);
        headText = texts.Count;
        headBytes = texts.Add(template.Head, [], []);
        ReadWindows(ref reader);
        for (var group = 0; group < template.Shape.Groups.Count; group++)
        {
            ReadGroup(group, ref reader, stored);
        }

        Rows = reader.Count(1);
        columns.Read(ref reader, Rows);
        firstLanes = lanes = reader.Position;
        rowBytesMax = steps.Sum(step => step.ValueBytesMax + step.TextBytesMax);
    }

    public override int Rows { get; }

    public override void Seek(int row)
    {
        (Row, lanes) = (0, firstLanes);
        var reader = new BlockReader(block.Span) { Position = lanes };
        Span<long> passed = stackalloc long[template.Shape.Lanes];
        for (; Row < Math.Min(row, Rows); Row++)
        {
            ReadLanes(ref reader, passed);
        }

        lanes = reader.Position;
    }

    public override void Dispose()
    {
        texts.Dispose();
        names.Dispose();
        base.Dispose();
    }

    private protected override int RenderRows(MessageBuffer messages, int count)
    {
        var bytes = block.Span;
        var reader = new BlockReader(bytes) { Position = lanes };
        count = Math.Min(count, Math.Max(1, RoomMax / rowBytesMax));
        var room = messages.Reserve((count * rowBytesMax) + headBytes + WideCopy.Step);
        var at = texts.Copy(headText, ref MemoryMarshal.GetReference(room));
        var end = 0;
        for (var row = Row; row < Row + count; row++)
        {
            columns.ReadRow(bytes, row, entries);
            ReadLanes(ref reader, deltas);
            at = Write(room, at);
            messages.End(at - headBytes - end);
            end = at - headBytes;
        }

        lanes = reader.Position;
        return count;
    }

    /// <summary>Writes a row behind its head, and the head of the next; answers where it ends.</summary>
    private int Write(Span<byte> room, int at)
    {
        ref var to = ref MemoryMarshal.GetReference(room);
        foreach (ref readonly var step in steps.AsSpan())
        {
            switch (step.Kind)
            {
                case StepKind.None:
                    break;
                case StepKind.Id:
                    names.WriteId(entries, room[at..]);
                    at += IdText.Bytes;
                    break;
                case StepKind.Long:
                    at += JsonNumbers.WriteLong(deltas[step.Lane], room[at..]);
                    break;
                default:
                    at += JsonNumbers.WriteMoney(deltas[step.Lane], room[at..]);
                    break;
            }

            var text = step.First + (entries[step.Column] * step.Stride);
            at += texts.Copy(text, ref Unsafe.Add(ref to, at));
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadLanes(ref BlockReader reader, scoped Span<long> deltas)
    {
        var present = reader.Varint();
        if (BitOperations.Log2(present | 1) >= deltas.Length)
        {
            throw BlockReader.Damage("a row has more metrics than its dataset");
        }

        deltas.Clear();
        for (; present != 0; present &= present - 1)
        {
            deltas[BitOperations.TrailingZeroCount(present)] = reader.Signed();
        }
    }

    private void ReadWindows(ref BlockReader reader)
    {
        var count = reader.Count(2);
        BeginColumn(RecordStep.WindowColumn, count);
        Span<byte> text = stackalloc byte[WindowText.Bytes];
        long start = 0;
        for (var window = 0; window < count; window++)
        {
            start += reader.Signed();
            WindowText.Write(start, reader.Signed(), text);
            names.AddWindow(start);
            Prepare(RecordStep.WindowColumn, text, []);
        }
    }

    private void ReadGroup(int group, ref BlockReader reader, BlockTexts stored)
    {
        var shape = template.Shape.Groups[group];
        var column = RecordStep.GroupColumn(group);
        var count = reader.Count(shape.Values);
        BeginColumn(column, count);
        Span<int> values = stackalloc int[shape.Values];
        var local = reader;
        for (var entry = 0; entry < count; entry++)
        {
            for (var value = 0; value < values.Length; value++)
            {
                values[value] = stored.Named(local.Varint());
            }

            names.AddEntry(shape.Dimensions, stored, values);
            Prepare(column, [], values);
        }

        reader = local;
    }

    /// <summary>What is prepared next are the texts of a column, entry by entry.</summary>
    private void BeginColumn(int column, int entries)
    {
        columns.Declare(column, entries);
        names.Begin(column);
        var mine = template.StepsOf(column);
        for (var step = 0; step < mine.Length; step++)
        {
            steps[mine[step]].First = texts.Count + step;
            steps[mine[step]].Stride = mine.Length;
        }
    }

    /// <summary>Prepares the texts of one entry.</summary>
    private void Prepare(int column, ReadOnlySpan<byte> window, ReadOnlySpan<int> values)
    {
        foreach (var number in template.StepsOf(column))
        {
            ref var step = ref steps[number];
            step.TextBytesMax = Math.Max(step.TextBytesMax, texts.Add(step.Pieces, window, values));
        }
    }

    private static ReadOnlyMemory<byte> WithoutHash(ReadOnlyMemory<byte> stored)
    {
        if (stored.Length <= HashBytes)
        {
            throw BlockReader.Damage("it ends too early");
        }

        var hashed = stored[..^HashBytes];
        return XxHash3.HashToUInt64(hashed.Span) == BinaryPrimitives.ReadUInt64LittleEndian(stored.Span[^HashBytes..])
            ? hashed
            : throw BlockReader.Damage("its bytes do not have the hash that was stored with them");
    }

    /// <summary>A step of the template, and where its texts are.</summary>
    private struct Step(RecordStep step)
    {
        public readonly StepKind Kind = step.Kind;
        public readonly int Lane = step.Lane;
        public readonly int Column = step.Column;
        public readonly RecordPiece[] Pieces = step.Pieces;

        /// <summary>The text of the column's first entry.</summary>
        public int First;

        /// <summary>From an entry's text to that of the next.</summary>
        public int Stride;

        public int TextBytesMax;

        public readonly int ValueBytesMax =>
            Kind switch
            {
                StepKind.None => 0,
                StepKind.Id => IdText.Room,
                _ => JsonNumbers.BytesMax,
            };
    }
}
