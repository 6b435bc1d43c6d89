using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Pages;

/// <summary>
/// The state of a partition as pages, each of which is written by itself while the partition goes on. A page is therefore newer than
/// the head that names it; that does no harm: what is folded again changes nothing in texts, entities and repeats, and a window's
/// page carries the entry up to which it holds the facts.
/// </summary>
internal static class PartitionPages
{
    private const byte FormatVersion = 1;
    private const int TextsShift = 13;
    private const int FamilyShift = 24;

    public static PageId Window(WindowId window, int segment) =>
        new(PageKind.Window, window.Start, (window.Family << FamilyShift) | segment);

    public static WindowId WindowOf(PageId page) => new(page.Major, (byte)(page.Minor >> FamilyShift));

    /// <summary>All pages of a window.</summary>
    public static IEnumerable<PageId> AllOf(WindowId window, int segments) =>
        Enumerable.Range(0, segments).Select(segment => Window(window, segment));

    /// <summary>Pages whose content is not on disk as it is now.</summary>
    public static IEnumerable<PageId> Changed(PartitionState state)
    {
        var firstText = state.SavedTexts == state.Texts.Count ? TextPages(state) : state.SavedTexts >> TextsShift;
        return Numbers(PageKind.Texts, 0, firstText, TextPages(state))
            .Concat(
                state.ErasedTextPages.Where(page => page < firstText).Select(page => new PageId(PageKind.Texts, 0, page)).ToList()
            )
            .Concat(ChangedOf(PageKind.Attributes, state.Attributes))
            .Concat(ChangedOf(PageKind.Entities, 0, state.Entities.Pages, state.Entities.HasChanged))
            .Concat(state.Windows.Values.SelectMany(ChangedOf))
            .Concat(
                state.Repeats.Batches.SelectMany(day =>
                    Numbers(PageKind.Batches, day.Key, day.Value.FirstChangedPage, day.Value.Pages)
                )
            )
            .Concat(state.Repeats.Events.Values.SelectMany(day => day.ChangedPages))
            .Concat(ChangedOf(PageKind.Catalogue, 0, state.Catalogue.Pages, state.Catalogue.HasChanged))
            .Concat(ChangedOf(PageKind.Descriptions, 0, state.Descriptions.Pages, state.Descriptions.HasChanged))
            .Concat(Enum.GetValues<AdProduct>().SelectMany(product => ChangedOf(product, state.Combinations(product))))
            .Concat(Enum.GetValues<BudgetTable>().SelectMany(table => ChangedOf(KindOf(table), state.Budgets[table])))
            .Concat(state.Attribution.Changed().Select(page => new PageId(KindOf(page.Log), page.Segment, 0)));
    }

    public static IEnumerable<PageId> ChangedOf(WindowCells window)
    {
        for (var segment = 0; segment < window.Cells.Segments.Count; segment++)
        {
            if (window.Cells.Segments[segment].HasChanged)
            {
                yield return Window(window.Id, segment);
            }
        }
    }

    /// <summary>The pages of a log of shoppers.</summary>
    public static PageKind KindOf(AttributionLog log) =>
        log switch
        {
            AttributionLog.Touches => PageKind.Touches,
            AttributionLog.Deeds => PageKind.Deeds,
            _ => PageKind.Purchases,
        };

    /// <summary>The pages of a table of budgets.</summary>
    public static PageKind KindOf(BudgetTable table) =>
        table switch
        {
            BudgetTable.Scopes => PageKind.BudgetScopes,
            BudgetTable.Rules => PageKind.BudgetRules,
            _ => PageKind.BudgetPeriods,
        };

    /// <summary>Writes a page; false where what it would hold has left memory meanwhile, and is on disk therefore.</summary>
    /// <param name="sequence">Number of the entry with which the page is committed.</param>
    public static bool TryWrite(PageId page, PartitionState state, long sequence, ByteWriter writer)
    {
        switch (page.Kind)
        {
            case PageKind.Texts:
                WriteTexts(page.Minor, state, writer);
                return true;
            case PageKind.Attributes:
                TablePages.Write(state.Attributes, page.Minor, sequence, writer);
                return true;
            case PageKind.Entities:
                state.Entities.WritePage(page.Minor, writer);
                return true;
            case PageKind.Batches:
                state.Repeats.BatchesOf((int)page.Major).WritePage(page.Minor, writer);
                return true;
            case PageKind.EventIds:
                state.Repeats.EventsOf((int)page.Major).WritePage(page.Minor, writer);
                return true;
            case PageKind.Catalogue:
                state.Catalogue.WritePage(page.Minor, sequence, writer);
                return true;
            case PageKind.Descriptions:
                state.Descriptions.WritePage(page.Minor, sequence, writer);
                return true;
            case PageKind.Combinations:
                state.Combinations((AdProduct)page.Major).WritePage(page.Minor, sequence, writer);
                return true;
            case PageKind.BudgetScopes or PageKind.BudgetRules or PageKind.BudgetPeriods:
                TablePages.Write(state.Budgets[TableOf(page.Kind)], page.Minor, sequence, writer);
                return true;
            case PageKind.Touches or PageKind.Deeds or PageKind.Purchases:
                state.Attribution[LogOf(page.Kind)].WritePage(page.Major, writer);
                return true;
            default:
                var window = state.FindWindow(WindowOf(page));
                window?.WriteSegment(SegmentOf(page), sequence, writer);
                return window is not null;
        }
    }

    /// <summary>Takes what a page holds; the pages of one thing come in their order.</summary>
    public static void Read(PageId page, ReadOnlySpan<byte> data, PartitionState state)
    {
        var reader = new ByteReader(data);
        switch (page.Kind)
        {
            case PageKind.Texts:
                ReadTexts(ref reader, state);
                break;
            case PageKind.Attributes:
                ReadAttributes(ref reader, state);
                break;
            case PageKind.Entities:
                state.Entities.ReadPage(page.Minor, ref reader, state.Account);
                break;
            case PageKind.Window when data.Length > 0 && data[0] == 1:
                Version1.ReadWindow(page.Major, ref reader, state);
                break;
            case PageKind.Window:
                state.Window(WindowOf(page)).ReadSegment(ref reader);
                break;
            case PageKind.Batches:
                state.Repeats.BatchesOf((int)page.Major).ReadPage(ref reader);
                break;
            case PageKind.EventIds:
                state.Repeats.EventsOf((int)page.Major).ReadPage(ref reader);
                break;
            case PageKind.Catalogue:
                state.Catalogue.ReadPage(ref reader);
                break;
            case PageKind.Descriptions:
                state.Descriptions.ReadPage(ref reader);
                break;
            case PageKind.Combinations:
                state.Combinations((AdProduct)page.Major).ReadPage(ref reader);
                break;
            case PageKind.BudgetScopes or PageKind.BudgetRules or PageKind.BudgetPeriods:
                TablePages.Read(state.Budgets[TableOf(page.Kind)], ref reader);
                break;
            case PageKind.Touches or PageKind.Deeds or PageKind.Purchases:
                state.Attribution[LogOf(page.Kind)].ReadPage(ref reader);
                break;
            default:
                state.Repeats.EventsOf((int)page.Major).RestoreRun(page, ref reader);
                break;
        }
    }

    private static AttributionLog LogOf(PageKind kind) =>
        kind switch
        {
            PageKind.Touches => AttributionLog.Touches,
            PageKind.Deeds => AttributionLog.Deeds,
            _ => AttributionLog.Purchases,
        };

    private static BudgetTable TableOf(PageKind kind) =>
        kind switch
        {
            PageKind.BudgetScopes => BudgetTable.Scopes,
            PageKind.BudgetRules => BudgetTable.Rules,
            _ => BudgetTable.Periods,
        };

    private static IEnumerable<PageId> ChangedOf(PageKind kind, SegmentedTable table) =>
        ChangedOf(kind, 0, table.Segments.Count, page => table.Segments[page].HasChanged);

    private static IEnumerable<PageId> ChangedOf(AdProduct product, Combinations combinations) =>
        ChangedOf(PageKind.Combinations, (long)product, combinations.Pages, combinations.HasChanged);

    private static IEnumerable<PageId> ChangedOf(PageKind kind, long major, int pages, Func<int, bool> hasChanged) =>
        Numbers(kind, major, 0, pages).Where(page => hasChanged(page.Minor));

    private static int SegmentOf(PageId page) => page.Minor & ((1 << FamilyShift) - 1);

    public static int TextPages(PartitionState state) => (state.Texts.Count + (1 << TextsShift) - 1) >> TextsShift;

    public static int TextPageOf(int text) => text >> TextsShift;

    public static IEnumerable<PageId> Numbers(PageKind kind, long major, int first, int end) =>
        Enumerable.Range(first, Math.Max(0, end - first)).Select(number => new PageId(kind, major, number));

    private static void WriteTexts(int page, PartitionState state, ByteWriter writer)
    {
        var first = page << TextsShift;
        var end = Math.Min(first + (1 << TextsShift), state.Texts.Count);
        state.SavedTexts = Math.Max(state.SavedTexts, end);
        state.ErasedTextPages.Remove(page);
        writer.Byte(FormatVersion);
        writer.Varint((ulong)(end - first));
        for (var number = first; number < end; number++)
        {
            writer.Bytes(state.Texts[number]);
        }
    }

    private static void ReadAttributes(ref ByteReader reader, PartitionState state)
    {
        var first = state.Attributes.Count;
        TablePages.Read(state.Attributes, ref reader);
        for (var row = first; row < state.Attributes.Count; row++)
        {
            state.NoteAttributes(row);
        }
    }

    private static void ReadTexts(ref ByteReader reader, PartitionState state)
    {
        reader.Version(FormatVersion, "page of texts");
        for (var left = reader.Number(); left > 0; left--)
        {
            state.Texts.Append(reader.Bytes());
        }

        state.SavedTexts = state.Texts.Count;
    }
}
