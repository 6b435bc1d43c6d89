using System.Runtime.InteropServices;
using DuckDB.NET.Data;

namespace Millrace.Landing.Storing;

/// <summary>
/// The ids of the file, in memory: the latest with what their records say, all older ones by where they stand in the table
/// (<see cref="IdRun"/>). It answers as a primary key would, for a tenth of the CPU and without rewriting an index: the table is
/// only appended to. Memory: 70 MB for the latest, 6.5 bytes for each older one.
/// </summary>
internal sealed class KnownIds
{
    private readonly Dictionary<UInt128, long> latest = [];
    private readonly List<UInt128> order = [];
    private readonly List<IdRun> runs = [];

    private KnownIds() { }

    /// <summary>Ids that are committed; the number of the next.</summary>
    public long Count { get; private set; }

    public static KnownIds Load(DuckDBConnection connection, LandingLayout layout)
    {
        var known = new KnownIds { Count = layout.Ids };
        var from = known.LoadRuns(connection, 0, layout.Form1Ids, isWholeOnly: false);
        from = known.LoadRuns(connection, from, layout.Ids, isWholeOnly: true);
        foreach (var (_, id, content) in IdTable.Between(connection, from, layout.Ids))
        {
            known.order.Add(id);
            known.latest[id] = content;
        }

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
            if (order.Count == IdRun.IdsMax)
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
        while (to - from >= (isWholeOnly ? IdRun.IdsMax : 1))
        {
            var end = Math.Min(from + IdRun.IdsMax, to);
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
