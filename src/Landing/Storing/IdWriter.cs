using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>Appends to the table of ids.</summary>
internal sealed class IdWriter : IRowSource, IDisposable
{
    private readonly DuckDBConnection connection;
    private readonly List<UInt128> ids;
    private readonly List<long> contents;
    private readonly RowInsert insert;
    private long first;

    /// <param name="ids">The ids of the next <see cref="Append"/>.</param>
    /// <param name="contents">What their records say, in the same order.</param>
    public IdWriter(DuckDBConnection connection, List<UInt128> ids, List<long> contents)
    {
        this.connection = connection;
        this.ids = ids;
        this.contents = contents;
        insert = new RowInsert(connection, LandingSchema.Own, "ids", this);
    }

    public IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; } =
    [("number", ColumnKind.Whole), ("id", ColumnKind.Uuid), ("content", ColumnKind.Whole)];

    public int Rows => ids.Count;

    /// <summary>Appends the ids under the next numbers.</summary>
    /// <exception cref="LandingException">Something else has appended meanwhile; nothing is taken.</exception>
    public void Append(long next)
    {
        first = next;
        Claim();
        insert.Run();
    }

    public void Fill(RowChunk chunk, int from, int rows)
    {
        var numbers = chunk.Column<long>(0);
        var keys = chunk.Column<UInt128>(1);
        for (var row = 0; row < rows; row++)
        {
            numbers[row] = first + from + row;
            keys[row] = ids[from + row] ^ Slot.UuidSignBit;
        }

        CollectionsMarshal.AsSpan(contents).Slice(from, rows).CopyTo(chunk.Column<long>(2));
    }

    public void Dispose() => insert.Dispose();

    /// <summary>
    /// Two stores of one process share a database, and each would give the same numbers: the second to count on loses its
    /// transaction here or at the commit.
    /// </summary>
    private void Claim()
    {
        using var command = connection.CreateCommand();
        command.CommandText = """UPDATE "millrace"."layout" SET "ids" = "ids" + $1 WHERE "ids" = $2""";
        command.Parameters.Add(new DuckDBParameter((long)ids.Count));
        command.Parameters.Add(new DuckDBParameter(first));
        if (command.ExecuteNonQuery() != 1)
        {
            throw new LandingException(
                "Another store has written into the file; the batch is read against it when it comes again."
            );
        }
    }
}
