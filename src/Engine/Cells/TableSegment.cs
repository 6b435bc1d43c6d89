using System.Runtime.InteropServices;

namespace Millrace.Engine.Cells;

/// <summary>
/// A fixed share of a table's rows in one array that holds no references: the collector has nothing to follow in it. A row's key and
/// sums lie side by side, so that finding it has brought its sums too. It is also what one page on disk holds.
/// </summary>
internal sealed class TableSegment(int keyNumbers, int lanes, int rowsMax)
{
    private const int RowsFirst = 16;

    private readonly int keyWords = (keyNumbers + 1) / 2;
    private readonly int rowWords = ((keyNumbers + 1) / 2) + lanes;
    private long[] rows = new long[Math.Min(RowsFirst, rowsMax) * (((keyNumbers + 1) / 2) + lanes)];

    public int Count { get; private set; }

    /// <summary>The journal entry up to which this memory holds the facts; what it holds is not folded again.</summary>
    public long FoldedThrough { get; set; }

    /// <summary>True while it differs from its page on disk.</summary>
    public bool HasChanged { get; set; }

    public ReadOnlySpan<int> Key(int row) => MemoryMarshal.Cast<long, int>(rows.AsSpan(row * rowWords, keyWords))[..keyNumbers];

    public Span<long> Lanes(int row) => rows.AsSpan((row * rowWords) + keyWords, lanes);

    public void Erase(int row)
    {
        MemoryMarshal.Cast<long, int>(rows.AsSpan(row * rowWords, keyWords))[..keyNumbers].Fill(SegmentedTable.Erased);
        Lanes(row).Clear();
        HasChanged = true;
    }

    public void Add(ReadOnlySpan<int> key)
    {
        if ((Count + 1) * rowWords > rows.Length)
        {
            Array.Resize(ref rows, Math.Min(Math.Max(RowsFirst, Count * 2), rowsMax) * rowWords);
        }

        var row = rows.AsSpan(Count * rowWords, rowWords);
        row.Clear();

        // A few numbers: quicker than the call of a general copy.
        var numbers = MemoryMarshal.Cast<long, int>(row);
        for (var number = 0; number < key.Length; number++)
        {
            numbers[number] = key[number];
        }
        Count++;
        HasChanged = true;
    }
}
