using System.Text;
using Millrace.Engine.Ingestion;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>What a part holds, without the numbers that the order of events has given to it.</summary>
internal static class PartText
{
    public static List<string> Of(EventPart part)
    {
        var cells = Enumerable.Range(0, part.Cells.Count).Select(cell => Cell(part, cell));
        var identified = part.Identified.Select(of =>
            $"{of.Id:x} takes {of.Takes:x} day {of.Day} {of.Metrics} {Key(part, of.Cell)}"
        );
        var shown = part.Shown.Select(of =>
            $"{Ids(part, of.Combination)} shown {Text(part.Texts[of.KeywordText])} {Text(part.Texts[of.MatchType])}"
        );
        string[] lines = [.. cells, .. identified, .. shown];
        return
        [
            $"partition {part.Partition}, {part.Lines} lines",
            .. part.Accounts.Select(account => account.AdvertiserId).Order(StringComparer.Ordinal),
            .. lines.Order(StringComparer.Ordinal),
        ];
    }

    private static string Cell(EventPart part, int cell) =>
        $"{Key(part, cell)}: {string.Join(' ', part.Cells.Lanes(cell).ToArray())}";

    private static string Key(EventPart part, int cell) =>
        $"{part.Windows[part.Cells.Window(cell)]} {Ids(part, part.Cells.Combination(cell))}";

    private static string Ids(EventPart part, int combination)
    {
        var ids = Enumerable.Range(0, part.Family.Dimensions.Count).Select(of => Text(part.Combinations.Id(combination, of)));
        return $"{part.Combinations.Account(combination)} {string.Join('|', ids)}";
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
