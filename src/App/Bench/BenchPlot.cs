using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;

namespace Millrace.App.Bench;

/// <summary>
/// Draws the figures that have to reach something, from the files of results: a bar each, on a scale on which 1 is what is asked at
/// least, so that longer is better whatever the unit.
/// </summary>
internal static class BenchPlot
{
    private const int Width = 900;
    private const int RowHeight = 26;
    private const int BarsFrom = 430;
    private const double ScaleMax = 4;
    private const int BarsWidth = Width - BarsFrom - 90;

    public static async Task DrawAsync(string results, string path)
    {
        var rows = new List<Row>();
        foreach (var file in Directory.EnumerateFiles(results, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            rows.AddRange(Rows(Path.GetFileNameWithoutExtension(file), document.RootElement));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, Svg(rows));
    }

    private static IEnumerable<Row> Rows(string bench, JsonElement result) =>
        from figure in result.GetProperty("figures").EnumerateArray()
        where figure.GetProperty("at_least").ValueKind == JsonValueKind.Number
        let value = figure.GetProperty("value").GetDouble()
        let least = figure.GetProperty("at_least").GetDouble()
        let aim = figure.GetProperty("aim").GetDouble()
        let isCeiling = figure.GetProperty("is_ceiling").GetBoolean()
        select new Row(
            $"{bench}: {figure.GetProperty("name").GetString()}",
            $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {figure.GetProperty("unit").GetString()}",
            isCeiling ? least / value : value / least,
            isCeiling ? least / aim : aim / least
        );

    private static string Svg(List<Row> rows)
    {
        var height = (rows.Count * RowHeight) + 50;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        );
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var number = 0; number < rows.Count; number++)
        {
            Append(svg, rows[number], 30 + (number * RowHeight));
        }

        var least = X(1).ToString("0.#", CultureInfo.InvariantCulture);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{least}\" x2=\"{least}\" y1=\"22\" y2=\"{height - 14}\" stroke=\"#b00020\"/>\n<text x=\"{least}\" y=\"16\" text-anchor=\"middle\" fill=\"#b00020\">at least</text>\n"
        );
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, Row row, int y)
    {
        var color =
            row.Reached >= row.Aim ? "#1b7f4b"
            : row.Reached >= 1 ? "#3a6ea5"
            : "#c77700";
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{BarsFrom - 8}\" y=\"{y + 14}\" text-anchor=\"end\">{SecurityElement.Escape(row.Name)}</text>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{BarsFrom}\" y=\"{y + 3}\" width=\"{X(row.Reached) - BarsFrom:0.#}\" height=\"15\" fill=\"{color}\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{X(row.Aim):0.#}\" x2=\"{X(row.Aim):0.#}\" y1=\"{y}\" y2=\"{y + 21}\" stroke=\"#1b7f4b\" stroke-dasharray=\"3 2\"/>\n"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{X(row.Reached) + 5:0.#}\" y=\"{y + 14}\">{SecurityElement.Escape(row.Value.Trim())}</text>\n"
        );
    }

    private static double X(double reached) => BarsFrom + (BarsWidth * Math.Min(reached, ScaleMax) / ScaleMax);

    private sealed record Row(string Name, string Value, double Reached, double Aim);
}
