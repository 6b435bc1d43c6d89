using System.Runtime.InteropServices;
using DuckDB.NET.Data;

namespace Millrace.Landing.Storing;

/// <summary>
/// The ids of the file, in memory: the latest with what their records say, all older ones by where they stand in the table
/// (<see cref="IdRun"/>). It answers as a primary key would, for a quarter of the CPU and without an index that checkpoints
/// rewrite: the table is only appended to. Memory: 80 MB for the latest, 6.5 bytes for each older one.
/// </summary>
internal sealed class KnownIds
{
    /// <summary>It has room for all from the start: pages that are not used cost nothing, growing costs as much as filling.</summary>
    private readonly Dictionary<UInt128, long> latest;
    private readonly List<UInt128> order = [];
    private readonly List<IdRun> runs = [];

    private readonly int idsPerRun;

    private KnownIds(long count, int idsPerRun)
    {
        Count = count;
        this.idsPerRun = idsPerRun;
        latest = new(idsPerRun);
    }

    /// <summary>Ids that are committed; the number of the next.</summary>
    public long Count { get; private set; }

    /// <param name="idsPerRun">So many are the latest at most; not more than <see cref="IdRun.IdsMax"/>.</param>
    public static KnownIds Load(DuckDBConnection connection, LandingLayout layout, int idsPerRun)
    {
        var known = new KnownIds(layout.Ids, idsPerRun);
        var from = known.LoadRuns(connection, 0, layout.Form1Ids, isWholeOnly: false);
        from = known.LoadRuns(connection, from, layout.Ids, isWholeOnly: true);
        var tail = new UInt128[layout.Ids - from];
        foreach (var (number, id, content) in IdTable.Between(connection, from, layout.Ids))
        {
            tail[number - from] = id;
            known.latest[id] = content;
        }

        known.order.AddRange(tail);
        return known;
    }

    /// <summary>Takes an id that is not among the latest.</summary>
    public bool TryAdd(UInt128 id, long content) => latest.TryAdd(id, content);

    /// <summary>What the record of an id says that is among the latest.</summary>
    public long Content(UInt128 id) => latest[id];

    /// <summary>Takes an id back that was added since the last commit.</summary>
    public void Remove(UInt128 id) => latest.Remove(id);

    /// <summary>The numbers at which ids may stand among the older ones, each with the place of the id in the list.</summary>
    public List<(int Place, long Number)> FindOlder(ReadOnlySpan<UInt128> ids)
    {
        var found = new List<(int, long)>();
        // A run after the other: its table stays in the cache while all ids are looked up.
        foreach (var run in runs)
        {
            for (var place = 0; place < ids.Length; place++)
            {
                run.Find(ids[place], place, found);
            }
        }

        return found;
    }

    /// <summary>The ids are committed, in this order.</summary>
    public void Committed(ReadOnlySpan<UInt128> ids)
    {
        foreach (var id in ids)
        {
            order.Add(id);
            Count++;
            if (order.Count == idsPerRun)
            {
                runs.Add(IdRun.Of(Count - order.Count, CollectionsMarshal.AsSpan(order)));
                foreach (var old in order)
                {
                    latest.Remove(old);
                }

                order.Clear();
            }
        }
    }

    private long LoadRuns(DuckDBConnection connection, long from, long to, bool isWholeOnly)
    {
        while (to - from >= (isWholeOnly ? idsPerRun : 1))
        {
            var end = Math.Min(from + idsPerRun, to);
            var ids = new UInt128[end - from];
            foreach (var (number, id, _) in IdTable.Between(connection, from, end))
            {
                ids[number - from] = id;
            }

            runs.Add(IdRun.Of(from, ids));
            from = end;
        }

        return from;
    }
}
