namespace Millrace.Engine.Attribution;

/// <summary>A fixed share of a log's rows in one array that holds no references. It is also what one page on disk holds.</summary>
internal sealed class LogSegment<TRow>(int rowsMax)
    where TRow : unmanaged, IShopperRow<TRow>
{
    private const int RowsFirst = 16;

    private Slot[] slots = new Slot[Math.Min(RowsFirst, rowsMax)];

    public int Count { get; private set; }

    public int RowsHeld => slots.Length;

    public bool IsFull => Count == rowsMax;

    /// <summary>Event time of its newest row, unix seconds.</summary>
    public uint Newest { get; private set; }

    /// <summary>When its last row was taken in, unix seconds.</summary>
    public uint LastArrival { get; set; }

    /// <summary>True while it differs from its page on disk.</summary>
    public bool HasChanged { get; set; }

    public ref Slot this[int row] => ref slots[row];

    public void Add(in TRow row)
    {
        if (Count == slots.Length)
        {
            Array.Resize(ref slots, Math.Min(Count * 2, rowsMax));
        }

        slots[Count++] = new Slot { Row = row };
        Newest = Math.Max(Newest, row.Time);
        HasChanged = true;
    }

    /// <summary>A row and, in memory only, how many rows before it the next older one of its bucket stands; 0: there is none.</summary>
    public struct Slot
    {
        public TRow Row;
        public uint Older;
    }
}
