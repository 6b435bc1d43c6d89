namespace Millrace.App.Dev;

/// <summary>What is summed of a dataset, in the same order at every place of the way; money and percentages are in millionths.</summary>
internal interface IDatasetSums
{
    string Dataset { get; }

    IReadOnlyList<string> Names { get; }

    /// <summary>The sums over the landed table, in DuckDB's SQL, as whole numbers.</summary>
    IEnumerable<string> LandedSql { get; }

    /// <summary>Which rows of the landed table count.</summary>
    string LandedWhere { get; }

    long[] Zeros => new long[Names.Count];

    /// <summary>Adds one message.</summary>
    void Add(long[] sums, ReadOnlyMemory<byte> message);

    /// <summary>Of all sums together one count that tells how far the dataset has come.</summary>
    long Counted(IEnumerable<IReadOnlyList<long>> sums);
}
