using Millrace.Engine.Cells;

namespace Millrace.Engine.Publication;

/// <summary>
/// What is left of a publication, from which a slice is taken at a time. Not journaled: what a process that ends has not published is
/// found again at the first turn of the next (docs/decisions/0012).
/// </summary>
/// <param name="cellsMax">Cells of a slice.</param>
internal sealed class PublicationSlices(int cellsMax)
{
    private readonly Queue<WindowCells> left = [];
    private readonly HashSet<WindowCells> waiting = [];
    private int from;

    public bool IsEmpty => left.Count == 0;

    /// <summary>Adds windows to what is left, each of which is published once; the one that is being published is gone through anew.</summary>
    public void Add(IEnumerable<WindowCells> windows)
    {
        from = 0;
        foreach (var window in windows.Where(waiting.Add))
        {
            left.Enqueue(window);
        }
    }

    /// <summary>The next cells; none where what is left has been published meanwhile.</summary>
    public List<CellRange> Take()
    {
        var slice = new List<CellRange>();
        var room = cellsMax;
        while (room > 0 && left.TryPeek(out var window))
        {
            // The cells that are joined to one row can stand anywhere in their window: it goes whole.
            var (end, pending) = window.Reach(from, window.Family.IsByMeasure ? int.MaxValue : room);
            if (pending > 0)
            {
                slice.Add(new(window, from, end));
            }

            room -= pending;
            from = end;
            if (end == window.Cells.Count)
            {
                waiting.Remove(left.Dequeue());
                from = 0;
            }
        }

        return slice;
    }
}
