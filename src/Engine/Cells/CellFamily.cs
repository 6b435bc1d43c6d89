namespace Millrace.Engine.Cells;

/// <summary>
/// A kind of fact cell: which ids make its key and which metrics it has. A cell pays for the metrics of its family and for no
/// other; datasets are projections of one family each.
/// </summary>
/// <param name="Number">Stands in journal and pages, so it never changes.</param>
/// <param name="Dimensions">The ids behind the account, in the order of the key.</param>
/// <param name="Metrics">The running sums, in the order of their lanes.</param>
public sealed record CellFamily(byte Number, IReadOnlyList<string> Dimensions, IReadOnlyList<string> Metrics)
{
    /// <summary>Traffic of Sponsored Products; lane 2 is money in millionths of the currency unit.</summary>
    public static CellFamily SponsoredProductsTraffic { get; } =
        new(1, ["campaign_id", "ad_group_id", "ad_id", "keyword_id", "placement"], ["impressions", "clicks", "cost"]);

    /// <summary>No family has longer keys.</summary>
    public const int KeyNumbersMax = 32;

    /// <summary>No family has more metrics: a stored cell says by one bit each which of them are not zero.</summary>
    public const int LanesMax = 63;

    private static readonly CellFamily[] All = [SponsoredProductsTraffic];

    /// <summary>Account and one interned text a dimension.</summary>
    public int KeyNumbers => 1 + Dimensions.Count;

    public int Lanes => Metrics.Count;

    /// <summary>The family of a stored number.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static CellFamily Of(byte number) =>
        Array.Find(All, family => family.Number == number)
        ?? throw new InvalidDataException($"A stored record has cells of the unknown family {number}: a newer version wrote it.");
}
