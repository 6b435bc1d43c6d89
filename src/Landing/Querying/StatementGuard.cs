using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Millrace.Landing.Querying;

/// <summary>
/// Lets a single statement through that only reads. It is the first of three walls: the statement then runs in a read-only
/// transaction, in a database without access to files.
/// </summary>
internal static class StatementGuard
{
    private static readonly HashSet<string> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        "SELECT",
        "WITH",
        "FROM",
        "VALUES",
        "DESCRIBE",
        "SHOW",
        "SUMMARIZE",
        "EXPLAIN",
    };

    /// <exception cref="QueryException">It is not a single statement, or not one that reads.</exception>
    public static void Check(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var extracted);
        using (extracted)
        {
            if (count <= 0)
            {
                var error = NativeMethods.ExtractStatements.DuckDBExtractStatementsError(extracted);
                throw new QueryException(string.IsNullOrEmpty(error) ? "There is no statement; write a SELECT." : error);
            }
        }

        if (count > 1)
        {
            throw new QueryException("There are several statements; send one at a time.");
        }

        if (!Readers.Contains(FirstWord(sql)))
        {
            throw new QueryException(
                "Queries only read: begin with "
                    + string.Join(", ", Readers.Take(Readers.Count - 1))
                    + " or "
                    + Readers.Last()
                    + "."
            );
        }
    }

    /// <summary>The first word after white space, comments and opening brackets.</summary>
    internal static string FirstWord(string sql)
    {
        var rest = sql.AsSpan();
        while (true)
        {
            rest = rest.TrimStart().TrimStart('(').TrimStart();
            if (rest.StartsWith("--"))
            {
                var end = rest.IndexOfAny('\n', '\r');
                rest = end < 0 ? [] : rest[end..];
            }
            else if (rest.StartsWith("/*"))
            {
                var end = rest[2..].IndexOf("*/");
                rest = end < 0 ? [] : rest[(end + 4)..];
            }
            else if (rest.StartsWith(";"))
            {
                rest = rest[1..];
            }
            else
            {
                break;
            }
        }

        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetter(rest[length]) || rest[length] == '_'))
        {
            length++;
        }

        return rest[..length].ToString();
    }
}
