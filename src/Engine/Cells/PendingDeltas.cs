namespace Millrace.Engine.Cells;

/// <summary>
/// What a segment's cells have to publish. Only cells that changed since the last publication have an entry, so a quiet cell
/// pays two bytes for it.
/// </summary>
internal sealed class PendingDeltas(int lanes)
{
    private const int First = 16;

    // By row: one more than the place of its entry, 0 where it has none.
    private ushort[] places = [];
    private ushort[] rows = [];
    private long[] deltas = [];

    public int Count { get; private set; }

    public int Row(int entry) => rows[entry];

    public ReadOnlySpan<long> Deltas(int entry) => deltas.AsSpan(entry * lanes, lanes);

    public void Add(int row, ReadOnlySpan<long> sums)
    {
        if (row >= places.Length)
        {
            Array.Resize(ref places, Math.Max(First, Math.Max(row + 1, places.Length * 2)));
        }

        if (places[row] == 0)
        {
            Open(row);
        }

        var place = (places[row] - 1) * lanes;
        for (var lane = 0; lane < sums.Length; lane++)
        {
            deltas[place + lane] += sums[lane];
        }
    }

    public void Clear()
    {
        for (var entry = 0; entry < Count; entry++)
        {
            places[rows[entry]] = 0;
        }

        Count = 0;
        if (rows.Length > First)
        {
            (rows, deltas) = ([], []);
        }
    }

    private void Open(int row)
    {
        if (Count == rows.Length)
        {
            var size = Math.Max(First, Count * 2);
            Array.Resize(ref rows, size);
            Array.Resize(ref deltas, size * lanes);
        }

        rows[Count] = (ushort)row;
        deltas.AsSpan(Count * lanes, lanes).Clear();
        places[row] = (ushort)++Count;
    }
}
