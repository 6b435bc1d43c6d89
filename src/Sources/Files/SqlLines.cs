using System.Buffers;
using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;

namespace Millrace.Sources.Files;

/// <summary>
/// Any file that DuckDB reads (CSV, Parquet, JSON, compressed or not) as NDJSON lines: each row of a query is a line, each
/// column a field of the ingest format, and NULL is a field that is not there. A structure is an object, a list an array, and a column of type
/// JSON what it says.
/// </summary>
public sealed class SqlLines : IDisposable
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public SqlLines() => connection.Open();

    /// <summary>Gives a text to queries that ask for it by getvariable('name').</summary>
    /// <exception cref="SqlLinesException">It cannot be set; says why.</exception>
    public void Set(string name, string value)
    {
        using var command = Command($"SET VARIABLE {Quoted(name, '"')} = {Quoted(value, '\'')}");
        Guarded(command.ExecuteNonQuery);
    }

    /// <summary>How many rows the query has.</summary>
    /// <exception cref="SqlLinesException">The query cannot be run; says why.</exception>
    public long Count(string sql)
    {
        using var command = Command($"SELECT count(*) FROM ({Trimmed(sql)})");
        return Guarded(() => Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));
    }

    /// <summary>The rows as bodies of at most so many lines, in the order of the query.</summary>
    /// <exception cref="SqlLinesException">The query cannot be run; says why.</exception>
    public IEnumerable<LinesBody> Read(string sql, int linesMax)
    {
        var columns = Columns(sql);
        using var command = Command(Trimmed(sql));
        command.UseStreamingMode = true;
        using var reader = Guarded(command.ExecuteReader);
        var body = new ArrayBufferWriter<byte>(1 << 20);
        using var json = new Utf8JsonWriter(body, Json);
        var (lines, number) = (0, 0);
        while (Guarded(reader.Read))
        {
            WriteLine(json, reader, columns);
            body.Write("\n"u8);
            if (++lines == linesMax)
            {
                yield return new(number++, lines, body.WrittenSpan.ToArray());
                body.Clear();
                lines = 0;
            }
        }

        if (lines > 0)
        {
            yield return new(number, lines, body.WrittenSpan.ToArray());
        }
    }

    public void Dispose() => connection.Dispose();

    /// <summary>The columns of the query: their names, and whether they are of type JSON, which the reader takes for texts.</summary>
    private List<(string Name, bool IsJson)> Columns(string sql)
    {
        using var command = Command($"DESCRIBE {Trimmed(sql)}");
        using var reader = Guarded(command.ExecuteReader);
        var columns = new List<(string, bool)>();
        while (Guarded(reader.Read))
        {
            columns.Add((reader.GetString(0), reader.GetString(1) == "JSON"));
        }

        return columns;
    }

    private static void WriteLine(Utf8JsonWriter json, DbDataReader reader, List<(string Name, bool IsJson)> columns)
    {
        json.Reset();
        json.WriteStartObject();
        for (var column = 0; column < columns.Count; column++)
        {
            if (!reader.IsDBNull(column))
            {
                json.WritePropertyName(columns[column].Name);
                if (columns[column].IsJson)
                {
                    WriteJson(json, reader.GetString(column));
                }
                else
                {
                    WriteValue(json, reader.GetValue(column));
                }
            }
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteJson(Utf8JsonWriter json, string text)
    {
        try
        {
            using var value = JsonDocument.Parse(text);
            value.WriteTo(json);
        }
        catch (JsonException)
        {
            // DuckDB takes NaN for JSON: a text then, so that the line alone is refused.
            json.WriteStringValue(text);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong or BigInteger:
                json.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            case float or double or decimal:
                json.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                // TIMESTAMP has no zone: it is taken as UTC.
                json.WriteStringValue(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture));
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case IDictionary structure:
                WriteObject(json, structure);
                break;
            case IEnumerable list:
                WriteArray(json, list);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>The fields that are not NULL.</summary>
    private static void WriteObject(Utf8JsonWriter json, IDictionary structure)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry field in structure)
        {
            if (field.Value is { } value and not DBNull)
            {
                json.WritePropertyName(Convert.ToString(field.Key, CultureInfo.InvariantCulture)!);
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, IEnumerable list)
    {
        json.WriteStartArray();
        foreach (var item in list)
        {
            if (item is null or DBNull)
            {
                json.WriteNullValue();
            }
            else
            {
                WriteValue(json, item);
            }
        }

        json.WriteEndArray();
    }

    private DuckDBCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static string Trimmed(string sql) => sql.Trim().TrimEnd(';');

    private static string Quoted(string text, char quote) => $"{quote}{text.Replace($"{quote}", $"{quote}{quote}")}{quote}";

    private static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (DuckDBException fault)
        {
            throw new SqlLinesException(fault.Message);
        }
    }
}

/// <summary>A query that cannot be turned into lines.</summary>
public sealed class SqlLinesException(string message) : Exception(message);
