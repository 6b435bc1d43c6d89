using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Repeats;

/// <summary>
/// Event ids of one day that stand on disk: ids are hashes, so the page of an id is a matter of reckoning, and a filter in memory
/// spares nearly every look at a page. A page that is needed is brought in before the command and let go after it.
/// </summary>
internal sealed class IdRun(int day, int number, int pages)
{
    private const byte FormatVersion = 1;
    private const int IdsPerPage = 512;
    private const int PageBits = 20;
    private const int IdBytes = 16;

    private readonly Dictionary<int, UInt128[]> loaded = [];
    private IdFilter? filter;

    public int Number => number;

    public int Pages => pages;

    public static int PagesFor(int ids) => Math.Max(1, (ids + IdsPerPage - 1) / IdsPerPage);

    /// <summary>Writes the run's pages and its filter, which stays in memory.</summary>
    public void Write(ReadOnlySpan<UInt128> ids, List<PageWrite> writes)
    {
        filter = new IdFilter(ids.Length);
        var byPage = new List<UInt128>[pages];
        foreach (var id in ids)
        {
            filter.Add(id);
            (byPage[PageOf(id)] ??= []).Add(id);
        }

        var bytes = new ByteWriter();
        bytes.Byte(FormatVersion);
        bytes.Bytes(filter.Bytes);
        writes.Add(new(FilterId, bytes.Written));
        for (var page = 0; page < pages; page++)
        {
            bytes = new ByteWriter();
            bytes.Byte(FormatVersion);
            bytes.Varint((ulong)(byPage[page]?.Count ?? 0));
            byPage[page]?.ForEach(bytes.Hash);
            writes.Add(new(IdOf(page), bytes.Written));
        }
    }

    /// <summary>The page that has to be brought in before <see cref="Contains"/> can answer, or null.</summary>
    public PageId? Missing(UInt128 id)
    {
        if (filter is null)
        {
            return FilterId;
        }

        return filter.MayHold(id) && !loaded.ContainsKey(PageOf(id)) ? IdOf(PageOf(id)) : null;
    }

    public bool Contains(UInt128 id) =>
        (filter ?? throw NotBroughtIn()).MayHold(id)
        && Array.BinarySearch(loaded.GetValueOrDefault(PageOf(id)) ?? throw NotBroughtIn(), id) >= 0;

    public void Restore(PageId page, ref ByteReader reader)
    {
        reader.Version(FormatVersion, "page of event ids");
        if (page.Kind == PageKind.IdFilter)
        {
            filter = new IdFilter(reader.Bytes());
            return;
        }

        var ids = new UInt128[reader.Number()];
        for (var place = 0; place < ids.Length; place++)
        {
            ids[place] = reader.Hash();
        }

        Array.Sort(ids);
        loaded[page.Minor & ((1 << PageBits) - 1)] = ids;
    }

    /// <summary>Lets the pages go; the filter stays.</summary>
    public void Unload() => loaded.Clear();

    public static int RunOf(PageId page) => page.Kind == PageKind.IdFilter ? page.Minor : page.Minor >> PageBits;

    private PageId FilterId => new(PageKind.IdFilter, day, number);

    private PageId IdOf(int page) => new(PageKind.IdRun, day, (number << PageBits) | page);

    private int PageOf(UInt128 id) => (int)Math.BigMul((ulong)(id >> 64), (ulong)pages, out _);

    private static InvalidOperationException NotBroughtIn() =>
        new("A page of event ids is asked before it was brought in: MissingFor was not followed.");
}
