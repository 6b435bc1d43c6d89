using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace Millrace.Landing.Storing;

/// <summary>The vectors that DuckDB gives to be filled; they are gone when the filling ends.</summary>
internal readonly unsafe ref struct RowChunk(DuckDBDataChunk chunk)
{
    private const int BitsPerWord = 64;

    /// <summary>Rows of one chunk.</summary>
    public static int RowsMax { get; } = (int)Helpers.DuckDBVectorSize();

    /// <summary>The values of a column; <typeparamref name="T"/> has the width of its kind.</summary>
    public Span<T> Column<T>(int column)
        where T : unmanaged => new(Vectors.DuckDBVectorGetData(Vector(column)), RowsMax);

    /// <summary>One bit a row, set where there is a value; where it is not asked for, all have one.</summary>
    public Span<ulong> Validity(int column)
    {
        Vectors.DuckDBVectorEnsureValidityWritable(Vector(column));
        return new(Vectors.DuckDBVectorGetValidity(Vector(column)), RowsMax / BitsPerWord);
    }

    public static void SetNull(Span<ulong> validity, int row) => validity[row / BitsPerWord] &= ~(1UL << (row % BitsPerWord));

    private IntPtr Vector(int column) => DataChunks.DuckDBDataChunkGetVector(chunk, column);
}
