using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Landing.Querying;
using Spectre.Console;

namespace Millrace.App.Query;

/// <summary>Writes a result as a table, CSV or JSON.</summary>
internal static class QueryOutput
{
    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // Two columns of a result may have the same name.
        SkipValidation = true,
    };

    public static void Write(TextWriter to, QueryResult result, QueryFormat format)
    {
        switch (format)
        {
            case QueryFormat.Csv:
                WriteCsv(to, result);
                break;
            case QueryFormat.Json:
                WriteJson(to, result);
                break;
            default:
                WriteTable(to, result);
                break;
        }
    }

    private static void WriteTable(TextWriter to, QueryResult result)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in result.Columns)
        {
            // Text, not markup: brackets in the data are brackets.
            table.AddColumn(new TableColumn(new Text(Printable(column.Name))));
        }

        foreach (var row in result.Rows)
        {
            table.AddRow(row.Select(value => new Text(Printable(Shown(value) ?? "NULL")).Justify(Side(value))));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        if (Console.IsOutputRedirected || !ReferenceEquals(to, Console.Out))
        {
            // A file or a pipe has no width; lines are not folded there.
            console.Profile.Width = 10_000;
        }

        console.Write(table);
        console.Write(new Text(result.Rows.Count == 1 ? "1 row\n" : $"{result.Rows.Count} rows\n"));
    }

    private static Justify Side(object? value) => value is QueryNumber ? Justify.Right : Justify.Left;

    private static void WriteCsv(TextWriter to, QueryResult result)
    {
        Line(to, result.Columns.Select(column => column.Name));
        foreach (var row in result.Rows)
        {
            Line(to, row.Select(Shown));
        }
    }

    private static void Line(TextWriter to, IEnumerable<string?> fields)
    {
        to.Write(string.Join(',', fields.Select(Csv)));
        to.Write("\r\n");
    }

    /// <summary>NULL is nothing; an empty text is quoted, so that the two are told apart.</summary>
    private static string Csv(string? field) =>
        field is null ? ""
        : field.Length == 0 || field.AsSpan().IndexOfAny(",\"\r\n") >= 0
            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : field;

    private static void WriteJson(TextWriter to, QueryResult result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartArray();
            foreach (var row in result.Rows)
            {
                json.WriteStartObject();
                for (var field = 0; field < row.Count; field++)
                {
                    json.WritePropertyName(result.Columns[field].Name);
                    QueryJson.WriteValue(json, row[field]);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        to.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    private static string? Shown(object? value) =>
        value switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            _ => value.ToString(),
        };

    /// <summary>Control characters in the data would drive the terminal; line ends stay.</summary>
    private static string Printable(string text) =>
        text.Any(sign => char.IsControl(sign) && sign != '\n')
            ? string.Concat(text.Select(sign => char.IsControl(sign) && sign != '\n' ? '\uFFFD' : sign))
            : text;
}
