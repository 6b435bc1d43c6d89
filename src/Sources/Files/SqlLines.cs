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
/// column a field of the ingest format, and NULL is a field that is not there. A structure is an object, a list an array.
/// </summary>
public sealed class SqlLines : IDisposable
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public SqlLines() => connection.Open();

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
        using var command = Command(Trimmed(sql));
        command.UseStreamingMode = true;
        using var reader = Guarded(command.ExecuteReader);
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var body = new ArrayBufferWriter<byte>(1 << 20);
        using var json = new Utf8JsonWriter(body, Json);
        var (lines, number) = (0, 0);
        while (Guarded(reader.Read))
        {
            WriteLine(json, reader, names);
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

    private static void WriteLine(Utf8JsonWriter json, DbDataReader reader, string[] names)
    {
        json.Reset();
        json.WriteStartObject();
        for (var column = 0; column < names.Length; column++)
        {
            if (!reader.IsDBNull(column))
            {
                json.WritePropertyName(names[column]);
                WriteValue(json, reader.GetValue(column));
            }
        }

        json.WriteEndObject();
        json.Flush();
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

/// <param name="Number">Place of the body among those of its query, from 0.</param>
/// <param name="Bytes">NDJSON.</param>
public sealed record LinesBody(int Number, int Lines, byte[] Bytes);
