using Millrace.Engine.Repeats;

namespace Millrace.App.Bench.Tables;

/// <summary>Ids of events in the engine's own set; asked for one by one, or with the next ones fetched as a partition does.</summary>
internal sealed class OwnIds(UInt128[] ids, bool isAhead) : ITable
{
    private const int Ahead = 16;

    private readonly IdSet set = new();

    public void AddAll(ReadOnlySpan<int> order)
    {
        for (var place = 0; place < order.Length; place++)
        {
            Fetch(order, place + Ahead);
            set.Add(ids[order[place]]);
        }
    }

    public long FindAll(ReadOnlySpan<int> order)
    {
        var found = 0L;
        for (var place = 0; place < order.Length; place++)
        {
            Fetch(order, place + Ahead);
            found += set.Contains(ids[order[place]]) ? 1 : 0;
        }

        return found;
    }

    private void Fetch(ReadOnlySpan<int> order, int place)
    {
        if (isAhead && place < order.Length)
        {
            set.Fetch(ids[order[place]]);
        }
    }
}
