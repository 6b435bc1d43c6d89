namespace Millrace.Engine.Publication;

/// <summary>
/// The rows of one account that wait for their block. Kept small, as in the worst case every cell of a partition waits at
/// once: a number for the window and for each dimension, and the deltas in their stored form.
/// </summary>
internal sealed class PendingRows(BlockShape shape)
{
    private readonly List<long> windows = [];
    private readonly BlockBytes deltas = new(64);
    private int[] keys = new int[4 * (1 + shape.Dimensions)];

    public int Count { get; private set; }

    /// <summary>Starts of the windows that rows stand in.</summary>
    public IReadOnlyList<long> Windows => windows;

    /// <summary>The lanes of all rows, as a block holds them.</summary>
    public ReadOnlySpan<byte> Deltas => deltas.Written;

    /// <summary>The window's index, then the text numbers of the dimensions.</summary>
    public ReadOnlySpan<int> Key(int row) => keys.AsSpan(row * (1 + shape.Dimensions), 1 + shape.Dimensions);

    public void Add(long windowStart, ReadOnlySpan<int> dimensions, ReadOnlySpan<long> lanes)
    {
        // Callers go window by window, so the last one is almost always meant; one that comes back merely stands twice.
        if (windows.Count == 0 || windows[^1] != windowStart)
        {
            windows.Add(windowStart);
        }

        var at = Count * (1 + shape.Dimensions);
        if (at == keys.Length)
        {
            Array.Resize(ref keys, keys.Length * 2);
        }

        keys[at] = windows.Count - 1;
        dimensions.CopyTo(keys.AsSpan(at + 1, shape.Dimensions));
        ulong present = 0;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            present |= lanes[lane] != 0 ? 1UL << lane : 0;
        }

        deltas.Varint(present);
        foreach (var delta in lanes)
        {
            if (delta != 0)
            {
                deltas.Signed(delta);
            }
        }

        Count++;
    }

    public void Clear()
    {
        windows.Clear();
        deltas.Clear();
        Count = 0;
    }
}
