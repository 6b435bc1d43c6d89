using System.Buffers.Binary;
using System.Globalization;
using DuckDB.NET.Data;

namespace Millrace.Landing.Storing;

/// <summary>The table of ids: a number, the id, a hash of what its record says. It is only appended to.</summary>
internal static class IdTable
{
    /// <summary>Rows with numbers from a first up to before a last, in any order.</summary>
    public static IEnumerable<(long Number, UInt128 Id, long Content)> Between(DuckDBConnection connection, long from, long to) =>
        Where(connection, string.Create(CultureInfo.InvariantCulture, $"\"number\" >= {from} AND \"number\" < {to}"));

    /// <summary>The rows of some numbers.</summary>
    public static IEnumerable<(long Number, UInt128 Id, long Content)> At(
        DuckDBConnection connection,
        IReadOnlyCollection<long> numbers
    )
    {
        var list = string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        // The bounds let DuckDB pass over what lies outside; a list does not.
        return Where(
            connection,
            string.Create(
                CultureInfo.InvariantCulture,
                $"\"number\" BETWEEN {numbers.Min()} AND {numbers.Max()} AND \"number\" IN ({list})"
            )
        );
    }

    private static IEnumerable<(long Number, UInt128 Id, long Content)> Where(DuckDBConnection connection, string condition)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT "number", "id", "content" FROM "millrace"."ids" WHERE {condition}""";
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        var bytes = new byte[16];
        while (reader.Read())
        {
            reader.GetGuid(1).TryWriteBytes(bytes, bigEndian: true, out _);
            yield return (reader.GetInt64(0), BinaryPrimitives.ReadUInt128BigEndian(bytes), reader.GetInt64(2));
        }
    }
}
