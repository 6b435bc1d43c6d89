namespace Millrace.Engine.Ingestion;

/// <summary>The cells of a batch, in the order in which they came: the window, the combination, and what countable events add.</summary>
internal sealed class BatchCells(int lanes)
{
    private (int Window, int Combination)[] names = new (int, int)[16];
    private long[] sums = new long[16 * lanes];

    public int Count { get; private set; }

    public int Window(int cell) => names[cell].Window;

    public int Combination(int cell) => names[cell].Combination;

    public Span<long> Lanes(int cell) => sums.AsSpan(cell * lanes, lanes);

    public int Add(int window, int combination)
    {
        if (Count == names.Length)
        {
            Array.Resize(ref names, Count * 2);
            Array.Resize(ref sums, Count * 2 * lanes);
        }

        names[Count] = (window, combination);
        Lanes(Count).Clear();
        return Count++;
    }

    public void Clear() => Count = 0;
}
