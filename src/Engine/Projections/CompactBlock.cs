using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>
/// A block of version 2 (<see cref="BlockWriter"/>), taken apart and checked: what its rows share is encoded, their columns
/// and lanes stay where they are.
/// </summary>
internal sealed class CompactBlock : IDisposable
{
    private const int IncarnationBytes = 16;

    /// <summary>Bytes of prepared texts that are made room for at once; beyond them the room grows.</summary>
    private const int ExpectedMax = 16 << 20;

    private const int RowBytesLimit = 1 << 29;

    private readonly RecordTemplate template;

    public CompactBlock(ReadOnlyMemory<byte> stored, IReadOnlyList<RecordTemplate> templates)
    {
        Bytes = BlockHash.Open(stored);
        var reader = new BlockReader(Bytes.Span);
        reader.Byte();
        var dataset = reader.Bytes();
        template = RecordTemplate.Find(templates, dataset, reader.Varint());
        Lanes = template.Shape.Lanes;
        Columns = new RowColumns(template.Columns);
        Steps = [.. template.Steps.Select(step => new PreparedStep(step))];
        var incarnation = reader.Take(IncarnationBytes);
        var publication = reader.Varint();
        using var texts = new BlockTexts(Bytes, ref reader);
        Texts = new PreparedTexts(texts, bytesExpected: (int)Math.Min(3L * Bytes.Length, ExpectedMax));
        Names = new RecordNames(incarnation, template.Columns, partsExpected: Bytes.Length / 32);
        Names.Share(incarnation, publication, dataset, texts[BlockTexts.Advertiser], texts[BlockTexts.Marketplace]);
        BeginColumn(RecordStep.AllRows, 1);
        Prepare(RecordStep.AllRows, [], []);
        Head = Texts.Count;
        HeadBytes = Texts.Add(template.Head, [], []);
        ReadWindows(ref reader);
        for (var group = 0; group < template.Shape.Groups.Length; group++)
        {
            ReadGroup(group, ref reader, texts);
        }

        Rows = reader.Count(1);
        Columns.Read(ref reader, Rows);
        FirstLanes = reader.Position;
        var longest = Steps.Sum(step => (long)step.ValueBytesMax + step.TextBytesMax);
        RowBytesMax = longest <= RowBytesLimit ? (int)longest : throw BlockReader.Damage("a row is too long");
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public int Rows { get; }

    /// <summary>When each window begins, unix seconds.</summary>
    public long[] Windows { get; private set; } = [];

    /// <summary>How many metrics a row has.</summary>
    public int Lanes { get; }

    /// <summary>Where the lanes of the first row begin.</summary>
    public int FirstLanes { get; }

    public RowColumns Columns { get; }

    public RecordNames Names { get; }

    public PreparedTexts Texts { get; }

    public PreparedStep[] Steps { get; }

    /// <summary>The text that stands before the first step of each record.</summary>
    public int Head { get; }

    public int HeadBytes { get; }

    /// <summary>No row takes more, the head of the next included.</summary>
    public int RowBytesMax { get; }

    public void Dispose()
    {
        Texts.Dispose();
        Names.Dispose();
    }

    private void ReadWindows(ref BlockReader reader)
    {
        var count = reader.Count(2);
        BeginColumn(RecordStep.WindowColumn, count);
        Windows = new long[count];
        Span<byte> text = stackalloc byte[WindowText.Bytes];
        long start = 0;
        for (var window = 0; window < count; window++)
        {
            start += reader.Signed();
            WindowText.Write(start, reader.Signed(), text);
            Windows[window] = start;
            Names.AddWindow(start);
            Prepare(RecordStep.WindowColumn, text, []);
        }
    }

    private void ReadGroup(int group, ref BlockReader reader, BlockTexts stored)
    {
        var shape = template.Shape.Groups[group];
        var column = RecordStep.GroupColumn(group);
        var count = reader.Count(shape.Values);
        BeginColumn(column, count);

        // A method with a stackalloc is never compiled again by its profile.
        var values = new int[shape.Values];
        var local = reader;
        for (var entry = 0; entry < count; entry++)
        {
            for (var value = 0; value < values.Length; value++)
            {
                values[value] = stored.Named(local.Varint());
            }

            Names.AddEntry(shape.Dimensions, stored, values);
            Prepare(column, [], values);
        }

        reader = local;
    }

    /// <summary>What is prepared next are the texts of a column, entry by entry.</summary>
    private void BeginColumn(int column, int entries)
    {
        Columns.Declare(column, entries);
        Names.Begin(column);
        var mine = template.StepsOf(column);
        for (var step = 0; step < mine.Length; step++)
        {
            Steps[mine[step]].First = Texts.Count + step;
            Steps[mine[step]].Stride = mine.Length;
        }
    }

    /// <summary>Prepares the texts of one entry.</summary>
    private void Prepare(int column, ReadOnlySpan<byte> window, ReadOnlySpan<int> values)
    {
        foreach (var number in template.StepsOf(column))
        {
            ref var step = ref Steps[number];
            step.TextBytesMax = Math.Max(step.TextBytesMax, Texts.Add(step.Pieces, window, values));
        }
    }
}
