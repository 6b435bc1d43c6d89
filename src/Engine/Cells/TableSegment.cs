namespace Millrace.Engine.Cells;

/// <summary>
/// A fixed share of a table's rows, in arrays that hold no references: the collector has nothing to follow in them. It is
/// also what one page on disk holds.
/// </summary>
internal sealed class TableSegment(int keyNumbers, int lanes, int rowsMax)
{
    private const int RowsFirst = 16;

    private int[] keys = new int[Math.Min(RowsFirst, rowsMax) * keyNumbers];
    private long[] sums = new long[Math.Min(RowsFirst, rowsMax) * lanes];

    public int Count { get; private set; }

    /// <summary>The journal entry up to which this memory holds the facts; what it holds is not folded again.</summary>
    public long FoldedThrough { get; set; }

    /// <summary>True while it differs from its page on disk.</summary>
    public bool HasChanged { get; set; }

    public ReadOnlySpan<int> Key(int row) => keys.AsSpan(row * keyNumbers, keyNumbers);

    public Span<long> Lanes(int row) => sums.AsSpan(row * lanes, lanes);

    public void Add(ReadOnlySpan<int> key)
    {
        if ((Count + 1) * keyNumbers > keys.Length)
        {
            var rows = Math.Min(Math.Max(RowsFirst, Count * 2), rowsMax);
            Array.Resize(ref keys, rows * keyNumbers);
            Array.Resize(ref sums, rows * lanes);
        }

        key.CopyTo(keys.AsSpan(Count * keyNumbers));
        sums.AsSpan(Count * lanes, lanes).Clear();
        Count++;
        HasChanged = true;
    }

    public void Clear() => Count = 0;
}
