using Millrace.Engine.Journal;

namespace Millrace.Engine.Cells;

/// <summary>One window of a partition: its cells and those of them that have something to publish.</summary>
internal sealed class WindowCells(long start, long hashSeed)
{
    private const byte FormatVersion = 1;

    private readonly List<int> dirty = [];

    /// <summary>Unix seconds of the UTC instant at which the window begins.</summary>
    public long Start { get; } = start;

    public CellTable Cells { get; } = new(hashSeed);

    /// <summary>
    /// The journal entry up to which this memory holds the facts. A window that comes back from disk may be ahead of the
    /// entry being recovered; what it already holds is not folded twice.
    /// </summary>
    public long FoldedThrough { get; set; }

    public IReadOnlyList<int> Dirty => dirty;

    public void Add(ReadOnlySpan<byte> key, Metrics metrics)
    {
        var cell = Cells.GetOrAdd(key);
        Cells.Total(cell) += metrics;
        ref var isListed = ref Cells.IsListed(cell);
        if (!isListed)
        {
            isListed = true;
            dirty.Add(cell);
        }
    }

    /// <summary>Marks all that was counted as published.</summary>
    public void MarkPublished()
    {
        foreach (var cell in dirty)
        {
            Cells.Published(cell) = Cells.Total(cell);
            Cells.IsListed(cell) = false;
        }

        dirty.Clear();
    }

    public void Write(ByteWriter writer)
    {
        writer.Byte(FormatVersion);
        writer.Varint((ulong)FoldedThrough);
        writer.Varint((ulong)Cells.Count);
        for (var cell = 0; cell < Cells.Count; cell++)
        {
            writer.Bytes(Cells.Key(cell));
            writer.Metrics(Cells.Total(cell));
            writer.Metrics(Cells.Published(cell));
        }
    }

    public static WindowCells Read(long start, long hashSeed, ref ByteReader reader)
    {
        reader.Version(FormatVersion, "window");
        var window = new WindowCells(start, hashSeed) { FoldedThrough = (long)reader.Varint() };
        for (var left = reader.Varint(); left > 0; left--)
        {
            var cell = window.Cells.GetOrAdd(reader.Bytes());
            window.Cells.Total(cell) = reader.Metrics();
            window.Cells.Published(cell) = reader.Metrics();
            if (window.Cells.Total(cell) != window.Cells.Published(cell))
            {
                window.Cells.IsListed(cell) = true;
                window.dirty.Add(cell);
            }
        }

        return window;
    }
}
