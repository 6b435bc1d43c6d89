using Millrace.Contracts.Datasets;

namespace Millrace.Engine.Cells;

/// <summary>
/// A kind of fact cell: which ids make its key and which metrics it has. A cell pays for the metrics of its family and for no
/// other; each family is published as one dataset.
/// </summary>
public sealed record CellFamily
{
    /// <summary>No family has longer keys.</summary>
    public const int KeyNumbersMax = 32;

    /// <summary>No family has more metrics: a stored cell says by one bit each which of them are not zero.</summary>
    public const int LanesMax = 63;

    /// <summary>Where the target stands among the dimensions of a family that has one: texts are shown of it.</summary>
    public const int TargetDimension = 3;

    private CellFamily(byte number, string dataset, bool isByMeasure = false)
    {
        (Number, IsByMeasure) = (number, isByMeasure);
        Dataset = Datasets.Find(dataset)!;
        var production = Dataset.Production!;
        Dimensions = isByMeasure ? [.. production.Dimensions, "measure"] : production.Dimensions;
        Metrics = isByMeasure ? ["clicks", "views"] : production.Metrics;
        HasTarget = production.Dimensions[TargetDimension] is "keyword_id" or "target_id";
    }

    public static CellFamily SponsoredProductsTraffic { get; } = new(1, "sp-traffic");

    public static CellFamily SponsoredProductsConversion { get; } = new(2, "sp-conversion");

    public static CellFamily SponsoredBrandsTraffic { get; } = new(3, "sb-traffic");

    public static CellFamily SponsoredBrandsRichMedia { get; } = new(4, "sb-rich-media");

    public static CellFamily SponsoredBrandsConversion { get; } = new(5, "sb-conversion");

    public static CellFamily SponsoredBrandsClickstream { get; } = new(6, "sb-clickstream");

    public static CellFamily SponsoredDisplayTraffic { get; } = new(7, "sd-traffic");

    public static CellFamily SponsoredDisplayConversion { get; } = new(8, "sd-conversion");

    public static CellFamily DspTraffic { get; } = new(9, "adsp-traffic");

    public static CellFamily DspRichMedia { get; } = new(10, "adsp-rich-media");

    public static CellFamily DspConversion { get; } = new(11, "adsp-conversion", isByMeasure: true);

    public static CellFamily DspClickstream { get; } = new(12, "adsp-clickstream", isByMeasure: true);

    /// <summary>By number, from 1.</summary>
    public static IReadOnlyList<CellFamily> All { get; } =
    [
        SponsoredProductsTraffic,
        SponsoredProductsConversion,
        SponsoredBrandsTraffic,
        SponsoredBrandsRichMedia,
        SponsoredBrandsConversion,
        SponsoredBrandsClickstream,
        SponsoredDisplayTraffic,
        SponsoredDisplayConversion,
        DspTraffic,
        DspRichMedia,
        DspConversion,
        DspClickstream,
    ];

    /// <summary>One more than the highest number.</summary>
    public static int NumbersEnd { get; } = All.Count + 1;

    /// <summary>Stands in journal and pages, so it never changes.</summary>
    public byte Number { get; }

    /// <summary>As what it is published.</summary>
    public DatasetDeclaration Dataset { get; }

    /// <summary>The ids behind the account, in the order of the key.</summary>
    public IReadOnlyList<string> Dimensions { get; }

    /// <summary>The running sums, in the order of their lanes; money in millionths of the currency unit.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>
    /// A cell has one <see cref="Crediting.Measure"/> of its dataset, which is named last in its key: the dataset has so many that nearly all
    /// would be zero.
    /// </summary>
    public bool IsByMeasure { get; }

    /// <summary>Whether texts are shown of a cell's target.</summary>
    public bool HasTarget { get; }

    /// <summary>Account and one interned text a dimension.</summary>
    public int KeyNumbers => 1 + Dimensions.Count;

    public int Lanes => Metrics.Count;

    /// <summary>The family of a stored number.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static CellFamily Of(byte number) =>
        (uint)(number - 1) < (uint)All.Count
            ? All[number - 1]
            : throw new InvalidDataException(
                $"A stored record has cells of the unknown family {number}: a newer version wrote it."
            );
}
