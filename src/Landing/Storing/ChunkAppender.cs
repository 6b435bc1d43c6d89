using DuckDB.NET.Data;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace Millrace.Landing.Storing;

/// <summary>
/// Appends to a table in whole columns, texts by their address. The appender of DuckDB.NET calls into DuckDB for every text,
/// and takes it as UTF-16: it needs 3.5 times the CPU for a row of sp-traffic.
/// </summary>
internal sealed unsafe class ChunkAppender : IDisposable
{
    private const int BitsPerWord = 64;
    private readonly string table;
    private readonly DuckDB.NET.Native.DuckDBAppender appender;
    private readonly DuckDBLogicalType[] types;
    private readonly DuckDBDataChunk chunk;
    private bool isClosed;

    public ChunkAppender(DuckDBConnection connection, string schema, string table)
    {
        this.table = table;
        var state = Appender.DuckDBAppenderCreate(connection.NativeConnection, schema, table, out appender);
        Check(state);
        types = [.. Enumerable.Range(0, Columns).Select(column => Appender.DuckDBAppenderColumnType(appender, (ulong)column))];
        chunk = DataChunks.DuckDBCreateDataChunk([.. types.Select(type => type.DangerousGetHandle())], (ulong)types.Length);
    }

    /// <summary>Rows of one chunk.</summary>
    public static int RowsMax { get; } = (int)Helpers.DuckDBVectorSize();

    public int Columns => (int)Appender.DuckDBAppenderColumnCount(appender);

    /// <summary>The values of a column in the chunk that is being filled; the column has the width of <typeparamref name="T"/>.</summary>
    public Span<T> Column<T>(int column)
        where T : unmanaged => new(Vectors.DuckDBVectorGetData(Vector(column)), RowsMax);

    /// <summary>One bit a row, set where there is a value; it is made when it is first asked for.</summary>
    public Span<ulong> Validity(int column)
    {
        Vectors.DuckDBVectorEnsureValidityWritable(Vector(column));
        return new(Vectors.DuckDBVectorGetValidity(Vector(column)), RowsMax / BitsPerWord);
    }

    public static void SetNull(Span<ulong> validity, int row) => validity[row / BitsPerWord] &= ~(1UL << (row % BitsPerWord));

    /// <summary>Appends the chunk's first rows and begins the next chunk.</summary>
    /// <exception cref="LandingException">DuckDB refuses them; the transaction is lost.</exception>
    public void Append(int rows)
    {
        DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)rows);
        Check(Appender.DuckDBAppendDataChunk(appender, chunk));
        DataChunks.DuckDBDataChunkReset(chunk);
    }

    /// <summary>Hands everything to the transaction.</summary>
    /// <exception cref="LandingException">DuckDB refuses it; the transaction is lost.</exception>
    public void Close()
    {
        isClosed = true;
        Check(Appender.DuckDBAppenderClose(appender));
    }

    public void Dispose()
    {
        if (!isClosed)
        {
            // Half of a batch is not to be written when the appender goes.
            Appender.DuckDBAppenderClear(appender);
        }

        chunk.Dispose();
        foreach (var type in types)
        {
            type.Dispose();
        }

        appender.Dispose();
    }

    private IntPtr Vector(int column) => DataChunks.DuckDBDataChunkGetVector(chunk, column);

    private void Check(DuckDBState state)
    {
        if (state != DuckDBState.Success)
        {
            using var error = Appender.DuckDBAppenderErrorData(appender);
            throw new LandingException($"Rows cannot be appended to {table}: {ErrorData.DuckDBErrorDataMessage(error)}");
        }
    }
}
