using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Which events feed some datasets: those that are counted by none do not have to be known to the engine.</summary>
internal sealed class Feeding(IEnumerable<DatasetDeclaration> datasets)
{
    private readonly HashSet<string> counting = [.. datasets.Select(dataset => dataset.Id)];

    /// <summary>Deeds, and products, are taken.</summary>
    public bool HasDeeds => counting.Any(EventTypes.IsOfDeeds);

    public bool Takes(RawEvent happened)
    {
        if (!happened.IsOfAd)
        {
            return HasDeeds;
        }

        var adProduct = happened.AdProduct ?? "SP";
        var prefix = adProduct == "DSP" ? "adsp" : adProduct.ToLowerInvariant();
        return happened.Subject == "attributed_conversion"
            ? counting.Contains($"{prefix}-conversion") || counting.Contains($"{prefix}-clickstream")
            : counting.Contains(EventTypes.Traffic.Contains(happened.Subject) ? $"{prefix}-traffic" : $"{prefix}-rich-media");
    }
}
