using System.Text;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Unit.Engine.Ingestion.Binary;

/// <summary>What a part holds, without the numbers that the order of events has given to it.</summary>
internal static class PartText
{
    public static List<string> Of(EventPart part)
    {
        var cells = part.Families.SelectMany(family =>
            Enumerable.Range(0, family.Count).Select(cell => Cell(part, family, cell))
        );
        var identified = part.Identified.Select(of =>
            $"{of.Id:x} takes {of.Takes:x} day {of.Day} {Sums(part.LanesOf(in of))} {Key(part, part.CellsOf(in of), of.Cell)}"
        );
        var shown = Enumerable
            .Range(0, part.Shown.Count)
            .Select(number => part.Shown[number])
            .Select(of =>
                $"{Name(part.Families.Single(family => family.Family.Number == of.Family), of.Cell)} shown {Text(part.Shown.KeywordText(in of))} {Text(part.Shown.MatchType(in of))}"
            );
        string[] lines = [.. cells, .. identified, .. shown];
        return
        [
            $"partition {part.Partition}, {part.Lines} lines",
            .. part.Accounts.Select(account => account.AdvertiserId).Order(StringComparer.Ordinal),
            .. lines.Order(StringComparer.Ordinal),
        ];
    }

    private static string Cell(EventPart part, BatchCells cells, int cell) =>
        $"{Key(part, cells, cell)}: {Sums(cells.Lanes(cell))}";

    private static string Sums(ReadOnlySpan<long> lanes) => string.Join(' ', lanes.ToArray());

    private static string Key(EventPart part, BatchCells cells, int cell) =>
        $"{cells.Family.Dataset.Id} {part.Windows[cells.Window(cell)]} {Name(cells, cell)}";

    /// <summary>Account and ids of a cell.</summary>
    public static List<string> Names(BatchCells cells, int cell)
    {
        var (ids, places, at) = (new byte[1024], new TextPlace[cells.Family.Dimensions.Count], 0);
        var name = cells.Name(cell);
        CombinationName.WriteIds(name, ids, ref at, places);
        return [.. places.Select(place => Text(place.In(ids))).Prepend($"{CombinationName.Account(name)}")];
    }

    private static string Name(BatchCells cells, int cell) => string.Join('|', Names(cells, cell));

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
