using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
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

    private readonly ReadOnlyMemory<byte> block;
    private readonly RecordTemplate template;
    private readonly RowColumns columns;
    private readonly PreparedTexts texts = new();
    private readonly RecordNames names;
    private readonly Step[] steps;
    private readonly int rowBytesMax;
    private readonly int firstLanes;
    private int lanes;

    public CompactBlockRenderer(ReadOnlyMemory<byte> stored)
    {
        block = WithoutHash(stored);
        var reader = new BlockReader(block.Span);
        reader.Byte();
        var dataset = reader.Bytes();
        template = RecordTemplate.Find(dataset, reader.Varint());
        columns = new RowColumns(1 + template.Shape.Groups.Count);
        steps = [.. template.Steps.Select(step => new Step(step))];
        var incarnation = reader.Take(IncarnationBytes);
        var publication = reader.Varint();
        var advertiser = reader.Bytes();
        var marketplace = reader.Bytes();
        var currency = reader.Bytes();
        names = new RecordNames(columns.Count, incarnation, publication, dataset, advertiser, marketplace);
        using var table = new TextTable(block.Span, ref reader);
        var composer = new TextComposer(texts, table, advertiser, marketplace, currency);
        Begin(RecordStep.AllRows);
        Compose(RecordStep.AllRows, composer, [], []);
        ReadWindows(ref reader, composer);
        for (var group = 0; group < template.Shape.Groups.Count; group++)
        {
            ReadGroup(group, ref reader, table, composer);
        }

        Rows = reader.Count(1);
        columns.Read(ref reader, Rows);
        firstLanes = lanes = reader.Position;
        rowBytesMax = PreparedTexts.Slack + steps.Sum(step => step.BytesMax);
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

    private protected override void RenderRows(MessageBuffer messages, int count)
    {
        var bytes = block.Span;
        var reader = new BlockReader(bytes) { Position = lanes };
        Span<long> deltas = stackalloc long[template.Shape.Lanes];
        Span<int> entries = stackalloc int[columns.Count];
        Span<byte> name = stackalloc byte[names.Bytes];
        for (var row = Row; row < Row + count; row++)
        {
            columns.ReadRow(bytes, row, entries);
            ReadLanes(ref reader, deltas);
            messages.End(Write(messages.Reserve(rowBytesMax), entries, deltas, name));
        }

        lanes = reader.Position;
    }

    private int Write(Span<byte> to, ReadOnlySpan<int> entries, ReadOnlySpan<long> deltas, Span<byte> name)
    {
        var written = 0;
        foreach (ref readonly var step in steps.AsSpan())
        {
            var rest = to[written..];
            switch (step.Kind)
            {
                case StepKind.Id:
                    names.WriteId(entries, name, rest);
                    written += RecordNames.IdBytes;
                    break;
                case StepKind.Long:
                    written += JsonNumbers.WriteLong(deltas[step.Number], rest);
                    break;
                case StepKind.Money:
                    written += JsonNumbers.WriteMoney(deltas[step.Number], rest);
                    break;
                default:
                    var entry = step.Number == RecordStep.AllRows ? 0 : entries[step.Number];
                    written += texts.Copy(step.First + (entry * step.Stride), rest);
                    break;
            }
        }

        return written;
    }

    private static void ReadLanes(ref BlockReader reader, scoped Span<long> deltas)
    {
        var present = reader.Varint();
        if (BitOperations.Log2(present | 1) >= deltas.Length)
        {
            throw BlockReader.Damage("a row has more metrics than its dataset");
        }

        for (var lane = 0; lane < deltas.Length; lane++)
        {
            deltas[lane] = (present & (1UL << lane)) != 0 ? reader.Signed() : 0;
        }
    }

    private void ReadWindows(ref BlockReader reader, scoped TextComposer composer)
    {
        var count = reader.Count(2);
        columns.Declare(RecordStep.WindowColumn, count);
        names.BeginColumn(RecordStep.WindowColumn, sizeof(long));
        Begin(RecordStep.WindowColumn);
        Span<byte> text = stackalloc byte[WindowText.Bytes];
        long start = 0;
        for (var window = 0; window < count; window++)
        {
            start += reader.Signed();
            WindowText.Write(start, reader.Signed(), text);
            names.Add(start);
            Compose(RecordStep.WindowColumn, composer, text, []);
        }
    }

    private void ReadGroup(int group, ref BlockReader reader, scoped TextTable table, scoped TextComposer composer)
    {
        var shape = template.Shape.Groups[group];
        var column = RecordStep.GroupColumn(group);
        var count = reader.Count(shape.Values);
        columns.Declare(column, count);
        names.BeginTextColumn(column, shape.Dimensions.Count);
        Begin(column);
        Span<int> values = stackalloc int[shape.Values];
        for (var entry = 0; entry < count; entry++)
        {
            for (var value = 0; value < values.Length; value++)
            {
                values[value] = table.Checked(reader.Varint());
                if (value < shape.Dimensions.Count)
                {
                    names.Add(table[values[value]]);
                }
            }

            Compose(column, composer, [], values);
        }
    }

    /// <summary>The next texts are those of a column, entry by entry.</summary>
    private void Begin(int column)
    {
        var mine = template.StepsOf(column);
        for (var step = 0; step < mine.Count; step++)
        {
            steps[mine[step]].First = texts.Count + step;
            steps[mine[step]].Stride = mine.Count;
        }
    }

    /// <summary>Prepares the texts of one entry.</summary>
    private void Compose(int column, TextComposer composer, ReadOnlySpan<byte> window, ReadOnlySpan<int> values)
    {
        foreach (var step in template.StepsOf(column))
        {
            var length = composer.Compose(template.Steps[step], window, values);
            steps[step].BytesMax = Math.Max(steps[step].BytesMax, length);
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
        public readonly int Number = step.Number;

        /// <summary>The text of entry 0.</summary>
        public int First;

        /// <summary>From an entry's text to that of the next.</summary>
        public int Stride;

        public int BytesMax =
            step.Kind == StepKind.Text ? 0
            : step.Kind == StepKind.Id ? RecordNames.IdBytes
            : JsonNumbers.BytesMax;
    }
}
