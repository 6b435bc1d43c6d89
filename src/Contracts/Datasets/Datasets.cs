namespace Millrace.Contracts.Datasets;

/// <summary>Every dataset that is declared: the landing takes all of them, the service sends those that are produced.</summary>
public static class Datasets
{
    public static DatasetDeclaration SpTraffic => SponsoredProducts.Traffic;

    /// <summary>In the order of the data guide.</summary>
    public static IReadOnlyList<DatasetDeclaration> All { get; } =
    [
        SponsoredProducts.Traffic,
        SponsoredProducts.Conversion,
        SponsoredDisplay.Traffic,
        SponsoredDisplay.Conversion,
        SponsoredBrands.Traffic,
        SponsoredBrands.Conversion,
        SponsoredBrands.Clickstream,
        SponsoredBrands.RichMedia,
        Dsp.Traffic,
        Dsp.Conversion,
        DspClickstream.Clickstream,
        Dsp.RichMedia,
    ];

    /// <summary>Those that the engine makes: they can be subscribed to.</summary>
    public static IReadOnlyList<DatasetDeclaration> Produced { get; } = [.. All.Where(dataset => dataset.Production is not null)];

    /// <summary>Begins the ids of DSP's datasets, which have a subscription API of their own (contract, 1.1).</summary>
    public const string DspPrefix = "adsp-";

    /// <summary>Whether a dataset is subscribed to through the API of DSP, declared or not.</summary>
    public static bool IsDsp(string id) => id.StartsWith(DspPrefix, StringComparison.Ordinal);

    /// <summary>The dataset of an id, or null.</summary>
    public static DatasetDeclaration? Find(string id) => All.FirstOrDefault(dataset => dataset.Id == id);
}
