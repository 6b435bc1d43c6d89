namespace Millrace.App.Bench.Tables;

/// <summary>The key of a cell as a program with the framework's dictionary would have it.</summary>
internal readonly record struct CellNumbers(int Account, int Campaign, int AdGroup, int Ad, int Target, int Placement)
{
    public static CellNumbers Of(ReadOnlySpan<int> key) => new(key[0], key[1], key[2], key[3], key[4], key[5]);

    public override int GetHashCode() => HashCode.Combine(Account, Campaign, AdGroup, Ad, Target, Placement);
}

/// <summary>What a cell has: three sums and how much of each was published.</summary>
internal struct CellSums
{
    public long Impressions;
    public long Clicks;
    public long Cost;
    public long PublishedImpressions;
    public long PublishedClicks;
    public long PublishedCost;
}
