using Millrace.Landing.Records;

namespace Millrace.Landing.Storing;

/// <summary>Rows that an INSERT reads.</summary>
internal interface IRowSource
{
    /// <summary>The columns that are filled, each by its name in the table.</summary>
    IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; }

    int Rows { get; }

    /// <summary>Fills a chunk with the rows from a first on.</summary>
    void Fill(RowChunk chunk, int first, int rows);
}
