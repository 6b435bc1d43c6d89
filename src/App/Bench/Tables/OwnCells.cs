using Millrace.Engine.Cells;

namespace Millrace.App.Bench.Tables;

/// <summary>Cells in the engine's own table; found one by one, or many in steps as a batch finds them.</summary>
internal sealed class OwnCells(CellKeys keys, bool isInSteps) : ITable
{
    private const int Lanes = 6;
    private const int SegmentShift = 15;
    private const int AtOnce = 1024;

    private readonly SegmentedTable table = new(CellKeys.Numbers, Lanes, SegmentShift, hashSeed: 42);

    public void AddAll(ReadOnlySpan<int> order)
    {
        if (isInSteps)
        {
            AddInSteps(order);
            return;
        }

        foreach (var key in order)
        {
            table.Lanes(table.GetOrAdd(keys[key]))[0] = 1;
        }
    }

    public long FindAll(ReadOnlySpan<int> order) => isInSteps ? FindInSteps(order) : FindOneByOne(order);

    private void AddInSteps(ReadOnlySpan<int> order)
    {
        Span<int> rows = stackalloc int[AtOnce];
        for (; !order.IsEmpty; order = order[rows.Length..])
        {
            rows = rows[..Math.Min(AtOnce, order.Length)];
            table.FindAll(keys.All, CellKeys.Numbers, order[..rows.Length], rows);
            for (var place = 0; place < rows.Length; place++)
            {
                var row = rows[place] >= 0 ? rows[place] : table.Add(keys[order[place]]);
                table.Lanes(row)[0] = 1;
            }
        }
    }

    private long FindOneByOne(ReadOnlySpan<int> order)
    {
        var found = 0L;
        foreach (var key in order)
        {
            var row = table.Find(keys[key]);
            found += row >= 0 ? table.Lanes(row)[0] : 0;
        }

        return found;
    }

    private long FindInSteps(ReadOnlySpan<int> order)
    {
        Span<int> rows = stackalloc int[AtOnce];
        var found = 0L;
        for (; !order.IsEmpty; order = order[rows.Length..])
        {
            rows = rows[..Math.Min(AtOnce, order.Length)];
            table.FindAll(keys.All, CellKeys.Numbers, order[..rows.Length], rows);
            foreach (var row in rows)
            {
                found += row >= 0 ? table.Lanes(row)[0] : 0;
            }
        }

        return found;
    }
}
