using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Repeats;

/// <summary>The ids of one day's events: the newest in memory, in the order in which they came, the others in runs on disk.</summary>
internal sealed class EventDay(int day)
{
    private const byte FormatVersion = 1;
    private const int PageShift = 13;

    private readonly List<IdRun> runs = [];
    private IdSet ids = new();
    private int saved;

    public int Day => day;

    /// <summary>The newest day on which an id was added.</summary>
    public int LastTouched { get; set; } = int.MinValue;

    public int InMemory => ids.Count;

    public int Pages => (ids.Count + (1 << PageShift) - 1) >> PageShift;

    public IReadOnlyList<IdRun> Runs => runs;

    public IEnumerable<PageId> ChangedPages =>
        saved == ids.Count
            ? []
            : Enumerable
                .Range(saved >> PageShift, Pages - (saved >> PageShift))
                .Select(page => new PageId(PageKind.EventIds, day, page));

    public bool Contains(UInt128 id) => ids.Contains(id) || runs.Exists(run => run.Contains(id));

    /// <summary>Asks for the memory in which an id will be looked for.</summary>
    public void Fetch(UInt128 id) => ids.Fetch(id);

    public void AddMissing(UInt128 id, ISet<PageId> missing)
    {
        if (runs.Count == 0 || ids.Contains(id))
        {
            return;
        }

        foreach (var run in runs)
        {
            if (run.Missing(id) is { } page)
            {
                missing.Add(page);
            }
        }
    }

    public void Add(UInt128 id) => ids.Add(id);

    /// <summary>What is in memory becomes a run on disk. Live, its pages are written; in recovery they are there.</summary>
    /// <param name="writes">Null in recovery.</param>
    public void Freeze(int number, int pages, List<PageWrite>? writes)
    {
        var run = new IdRun(day, number, pages);
        if (writes is not null)
        {
            run.Write(ids.All, writes);
        }

        AddRun(run);
        (ids, saved) = (new IdSet(), 0);
    }

    public void AddRun(IdRun run)
    {
        runs.RemoveAll(known => known.Number == run.Number);
        runs.Add(run);
    }

    public void WritePage(int page, ByteWriter writer)
    {
        var first = page << PageShift;
        var count = Math.Min(1 << PageShift, ids.Count - first);
        saved = Math.Max(saved, first + count);
        writer.Byte(FormatVersion);
        writer.Varint((ulong)count);
        foreach (var id in ids.All.Slice(first, count))
        {
            writer.Hash(id);
        }
    }

    public void ReadPage(ref ByteReader reader)
    {
        reader.Version(FormatVersion, "page of event ids");
        for (var left = reader.Number(); left > 0; left--)
        {
            Add(reader.Hash());
        }

        saved = ids.Count;
    }

    public void RestoreRun(PageId page, ref ByteReader reader) =>
        runs.First(run => run.Number == IdRun.RunOf(page)).Restore(page, ref reader);
}
