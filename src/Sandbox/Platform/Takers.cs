namespace Millrace.Sandbox.Platform;

/// <summary>Which events anybody counts: those of the datasets for which the platform works. It sends no others.</summary>
internal sealed class Takers
{
    private static readonly int Kinds = Enum.GetValues<PlatformEventKind>().Length;

    /// <summary>By the number of the ad product and then of the kind; of what happens to an ad.</summary>
    private readonly bool[][] traffic = [.. Enum.GetValues<AdProduct>().Select(_ => new bool[Kinds])];

    /// <summary>The same, of deeds.</summary>
    private readonly bool[][] deeds = [.. Enum.GetValues<AdProduct>().Select(_ => new bool[Kinds])];

    public Takers(IEnumerable<string> datasets)
    {
        foreach (var dataset in datasets)
        {
            Take(dataset);
        }
    }

    /// <summary>Whether any deed is wanted, and touches with them.</summary>
    public bool WantDeeds => Array.Exists(deeds, product => product.Contains(true));

    /// <summary>Whether anything is wanted of what happens to the ads of a product and to no shopper.</summary>
    public bool WantTraffic(AdProduct product) => traffic[(int)product].Contains(true);

    public bool Want(in PlatformEvent happened)
    {
        if (happened.Target is not { } target)
        {
            var deed = (int)(happened.Kind == PlatformEventKind.Return ? PlatformEventKind.Purchase : happened.Kind);
            return deeds[0][deed] || deeds[1][deed] || deeds[2][deed] || deeds[3][deed];
        }

        var product = (int)target.Product;
        return happened.Shopper?.Conversion is { } conversion
            ? deeds[product][(int)conversion.Kind]
            : traffic[product][(int)happened.Kind] || (happened.Shopper is not null && deeds[product].Contains(true));
    }

    private void Take(string dataset)
    {
        var (product, events) = (ProductOf(dataset), dataset[(dataset.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        for (var kind = default(PlatformEventKind); kind < PlatformEventKind.Return; kind++)
        {
            var (rows, isTaken) = kind switch
            {
                <= PlatformEventKind.Fee => (traffic, events == "traffic"),
                < PlatformEventKind.AttributedConversion => (traffic, events == "rich-media"),
                PlatformEventKind.AttributedConversion => (traffic, false),
                _ => (deeds, IsDeedOf(product, events, kind)),
            };
            rows[(int)product][(int)kind] |= isTaken;
        }
    }

    /// <summary>Purchases are wanted for the clickstream of DSP too: they tell who is new to a brand.</summary>
    private static bool IsDeedOf(AdProduct product, string events, PlatformEventKind kind) =>
        (product, events) switch
        {
            (AdProduct.Dsp, "conversion") => kind
                is PlatformEventKind.Purchase
                    or PlatformEventKind.AppSignUpFreeTrial
                    or PlatformEventKind.AppSignUpPaid,
            (AdProduct.Dsp, "clickstream") => kind
                is not (PlatformEventKind.AppSignUpFreeTrial or PlatformEventKind.AppSignUpPaid),
            (_, "conversion") => kind == PlatformEventKind.Purchase,
            (_, "clickstream") => kind is PlatformEventKind.PageView or PlatformEventKind.BrandedSearch,
            _ => false,
        };

    private static AdProduct ProductOf(string dataset) =>
        dataset.Split('-')[0] switch
        {
            "sp" => AdProduct.Sp,
            "sb" => AdProduct.Sb,
            "sd" => AdProduct.Sd,
            "adsp" => AdProduct.Dsp,
            _ => throw new ArgumentException($"The virtual platform has no events for {dataset}.", nameof(dataset)),
        };
}
