using System.Text;
using Millrace.Engine.Cells;
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
        var shown = Enumerable
            .Range(0, part.Shown.Count)
            .Select(number => part.Shown[number])
            .Select(of =>
                $"{Name(part, of.Cell)} shown {Text(part.Shown.KeywordText(in of))} {Text(part.Shown.MatchType(in of))}"
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

    private static string Key(EventPart part, int cell) => $"{part.Cells.Windows[part.Cells.Window(cell)]} {Name(part, cell)}";

    /// <summary>Account and ids of a cell.</summary>
    public static List<string> Names(EventPart part, int cell)
    {
        var (ids, places, at) = (new byte[1024], new TextPlace[part.Family.Dimensions.Count], 0);
        var name = part.Cells.Name(cell);
        CombinationName.WriteIds(name, ids, ref at, places);
        return [.. places.Select(place => Text(place.In(ids))).Prepend($"{CombinationName.Account(name)}")];
    }

    private static string Name(EventPart part, int cell) => string.Join('|', Names(part, cell));

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
