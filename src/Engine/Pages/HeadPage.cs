using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Cells;
using Millrace.Engine.Journal;
using Millrace.Engine.Repeats;

namespace Millrace.Engine.Pages;

/// <summary>
/// Where recovery begins: the entry up to which all is in pages, the pages that are needed in memory, and what is too small for
/// pages of its own.
/// </summary>
internal static class HeadPage
{
    /// <summary>
    /// 2 has what is kept of shoppers behind the rest, 3 the texts of creatives, deals and advertisers behind that, 4 what is kept of budgets.
    /// </summary>
    private const byte FormatVersion = 4;

    /// <summary>More than a partition has, and few enough to be held.</summary>
    public const int PagesMax = 1 << 18;

    public static ReadOnlyMemory<byte> Write(PartitionState state)
    {
        var writer = new ByteWriter();
        writer.Byte(FormatVersion);
        writer.Varint((ulong)state.Sequence);
        writer.Varint((ulong)state.Publication);
        writer.Signed(state.ForgottenBefore);
        writer.Varint((ulong)state.Accounts.Count);
        foreach (var account in state.Accounts)
        {
            DescriptionRecords.WriteAccount(writer, account);
        }

        writer.Varint((ulong)PartitionPages.TextPages(state));
        writer.Varint((ulong)state.Attributes.Segments.Count);
        writer.Varint((ulong)state.Entities.Pages);
        WriteWindows(writer, state.Cold);
        WriteWindows(writer, state.Windows.ToDictionary(window => window.Key, window => window.Value.Cells.Segments.Count));
        writer.Varint((ulong)state.Repeats.Batches.Count);
        foreach (var (day, batches) in state.Repeats.Batches)
        {
            writer.Signed(day);
            writer.Varint((ulong)batches.Pages);
        }

        writer.Varint((ulong)state.Repeats.Events.Count);
        foreach (var ids in state.Repeats.Events.Values)
        {
            writer.Signed(ids.Day);
            writer.Signed(ids.LastTouched);
            writer.Varint((ulong)ids.Pages);
            writer.Varint((ulong)ids.Runs.Count);
            foreach (var run in ids.Runs)
            {
                writer.Varint((ulong)run.Number);
                writer.Varint((ulong)run.Pages);
            }
        }

        writer.Varint((ulong)state.Catalogue.Pages);
        foreach (var product in Enum.GetValues<AdProduct>())
        {
            writer.Varint((ulong)state.Combinations(product).Pages);
        }

        writer.Signed(state.Unattributed);
        state.Attribution.WriteHead(writer);
        writer.Varint((ulong)state.Descriptions.Pages);
        foreach (var table in Enum.GetValues<BudgetTable>())
        {
            writer.Varint((ulong)state.Budgets[table].Segments.Count);
        }

        return writer.Written;
    }

    /// <summary>Takes the head, and answers the pages to be read next, in their order.</summary>
    public static IReadOnlyList<PageId> Read(ReadOnlySpan<byte> head, PartitionState state)
    {
        var reader = new ByteReader(head);
        var version = reader.Version(FormatVersion, "head page");
        state.Sequence = (long)reader.Varint();
        state.Publication = (long)reader.Varint();
        state.ForgottenBefore = (int)reader.Signed();
        for (var left = reader.Number(); left > 0; left--)
        {
            state.Fold(state.Sequence, ref reader);
        }

        var pages = new List<PageId>();
        AddNumbers(pages, PageKind.Texts, 0, reader.Number());
        AddNumbers(pages, PageKind.Attributes, 0, reader.Number());
        AddNumbers(pages, PageKind.Entities, 0, reader.Number());
        foreach (var (window, segments) in ReadWindows(ref reader))
        {
            state.MarkCold(window, segments);
        }

        pages.AddRange(
            ReadWindows(ref reader).SelectMany(window => PartitionPages.AllOf(window.Window, WithinMax(pages, window.Segments)))
        );
        for (var left = reader.Number(); left > 0; left--)
        {
            AddNumbers(pages, PageKind.Batches, reader.Signed(), reader.Number());
        }

        for (var left = reader.Number(); left > 0; left--)
        {
            var day = (int)reader.Signed();
            var ids = state.Repeats.EventsOf(day);
            ids.LastTouched = (int)reader.Signed();
            AddNumbers(pages, PageKind.EventIds, day, reader.Number());
            for (var runs = reader.Number(); runs > 0; runs--)
            {
                ids.AddRun(new IdRun(day, reader.Number(), reader.Number()));
            }
        }

        if (version >= 2)
        {
            AddShoppers(pages, ref reader, state);
        }

        if (version >= 3)
        {
            AddNumbers(pages, PageKind.Descriptions, 0, reader.Number());
        }

        if (version >= 4)
        {
            foreach (var table in Enum.GetValues<BudgetTable>())
            {
                AddNumbers(pages, PartitionPages.KindOf(table), 0, reader.Number());
            }
        }

        return pages;
    }

    private static void AddShoppers(List<PageId> pages, ref ByteReader reader, PartitionState state)
    {
        AddNumbers(pages, PageKind.Catalogue, 0, reader.Number());
        foreach (var product in Enum.GetValues<AdProduct>())
        {
            AddNumbers(pages, PageKind.Combinations, (long)product, reader.Number());
        }

        state.Unattributed = reader.Signed();
        pages.AddRange(
            state.Attribution.ReadHead(ref reader).Select(page => new PageId(PartitionPages.KindOf(page.Log), page.Segment, 0))
        );
    }

    private static void AddNumbers(List<PageId> pages, PageKind kind, long major, int count) =>
        pages.AddRange(PartitionPages.Numbers(kind, major, 0, WithinMax(pages, count)));

    private static int WithinMax(List<PageId> pages, int count) =>
        count <= PagesMax - pages.Count
            ? count
            : throw new InvalidDataException(
                $"A stored head page names more than {PagesMax} pages: it is damaged. Restore the ledger from a backup."
            );

    private static void WriteWindows(ByteWriter writer, IReadOnlyDictionary<WindowId, int> windows)
    {
        writer.Varint((ulong)windows.Count);
        foreach (var (window, segments) in windows)
        {
            writer.Byte(window.Family);
            writer.Signed(window.Start);
            writer.Varint((ulong)segments);
        }
    }

    private static List<(WindowId Window, int Segments)> ReadWindows(ref ByteReader reader)
    {
        var windows = new List<(WindowId, int)>();
        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            windows.Add((new(reader.Signed(), family), reader.Number()));
        }

        return windows;
    }
}
