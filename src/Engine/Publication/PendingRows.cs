namespace Millrace.Engine.Publication;

/// <summary>
/// The rows of one account that wait for their block. Kept small, as in the worst case every cell of a partition waits at
/// once: a number for the window and for each dimension, and the deltas in their stored form.
/// </summary>
internal sealed class PendingRows(BlockShape shape)
{
    /// <summary>Lanes that one mask speaks of.</summary>
    public const int LanesOfMask = 63;

    private readonly List<long> windows = [];
    private readonly BlockBytes deltas = new(64);
    private readonly int width = 1 + shape.Dimensions;
    private int[] rows = new int[4 * (1 + shape.Dimensions)];

    public int Count { get; private set; }

    /// <summary>Starts of the windows that rows stand in.</summary>
    public IReadOnlyList<long> Windows => windows;

    /// <summary>The window's index.</summary>
    public int Window(int row) => rows[row * width];

    /// <summary>The text numbers of the dimensions.</summary>
    public ReadOnlySpan<int> Dimensions(int row) => rows.AsSpan((row * width) + 1, shape.Dimensions);

    /// <summary>The lanes of all rows as a block holds them: a mask of those that are not zero, then those.</summary>
    public ReadOnlySpan<byte> Deltas => deltas.Written;

    public void Add(long windowStart, ReadOnlySpan<int> dimensions, ReadOnlySpan<long> lanes)
    {
        // Callers go window by window, so the last one is almost always meant; one that comes back merely stands twice.
        if (windows.Count == 0 || windows[^1] != windowStart)
        {
            windows.Add(windowStart);
        }

        // As many masks as it takes; most datasets have one.
        for (var rest = lanes; !rest.IsEmpty; rest = rest[Math.Min(LanesOfMask, rest.Length)..])
        {
            AddLanes(rest[..Math.Min(LanesOfMask, rest.Length)]);
        }

        var at = Count++ * width;
        if (at == rows.Length)
        {
            Array.Resize(ref rows, rows.Length * 2);
        }

        rows[at] = windows.Count - 1;
        dimensions.CopyTo(rows.AsSpan(at + 1, shape.Dimensions));
    }

    private void AddLanes(ReadOnlySpan<long> lanes)
    {
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
    }

    public void Clear()
    {
        windows.Clear();
        deltas.Clear();
        Count = 0;
    }
}
