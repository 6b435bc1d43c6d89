using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;

namespace Millrace.Landing.Storing;

/// <summary>The table of ids: a number, the id, a hash of what its record says. It is only appended to.</summary>
internal static class IdTable
{
    private const string Name = "ids";

    /// <summary>A UUID is stored as a signed number of 128 bits, in the order of its text: the highest bit is turned.</summary>
    private static readonly UInt128 SignBit = UInt128.One << 127;

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

    /// <summary>Appends ids under the next numbers.</summary>
    /// <exception cref="LandingException">Something else has appended meanwhile; nothing is taken.</exception>
    public static void Append(DuckDBConnection connection, long first, List<UInt128> ids, List<long> contents)
    {
        Claim(connection, first, ids.Count);
        RowInsert.Run(connection, LandingSchema.Own, Name, new NewIds(first, ids, contents));
    }

    /// <summary>
    /// Two stores of one process share a database, and each would give the same numbers: the second to count on loses its
    /// transaction here or at the commit.
    /// </summary>
    private static void Claim(DuckDBConnection connection, long first, int ids)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """UPDATE "millrace"."layout" SET "ids" = "ids" + $1 WHERE "ids" = $2""";
        command.Parameters.Add(new DuckDBParameter((long)ids));
        command.Parameters.Add(new DuckDBParameter(first));
        if (command.ExecuteNonQuery() != 1)
        {
            throw new LandingException(
                "Another store has written into the file; the batch is read against it when it comes again."
            );
        }
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

    private sealed class NewIds(long first, List<UInt128> ids, List<long> contents) : IRowSource
    {
        public IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; } =
        [("number", ColumnKind.Whole), ("id", ColumnKind.Uuid), ("content", ColumnKind.Whole)];

        public int Rows => ids.Count;

        public void Fill(RowChunk chunk, int from, int rows)
        {
            var numbers = chunk.Column<long>(0);
            var keys = chunk.Column<UInt128>(1);
            for (var row = 0; row < rows; row++)
            {
                numbers[row] = first + from + row;
                keys[row] = ids[from + row] ^ SignBit;
            }

            CollectionsMarshal.AsSpan(contents).Slice(from, rows).CopyTo(chunk.Column<long>(2));
        }
    }
}
