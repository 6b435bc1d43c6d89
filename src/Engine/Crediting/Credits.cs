using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Crediting;

/// <summary>In which cells a credited deed counts, and what it adds to them.</summary>
internal static class Credits
{
    private static readonly (CellFamily Family, AttributedMetric[] Metrics)[][] Sponsored =
    [
        [Of(CellFamily.SponsoredProductsConversion)],
        [Of(CellFamily.SponsoredBrandsConversion), Of(CellFamily.SponsoredBrandsClickstream)],
        [Of(CellFamily.SponsoredDisplayConversion)],
    ];

    private static readonly (CellFamily Family, IReadOnlyList<Measure> Measures)[] Dsp =
    [
        (CellFamily.DspConversion, Measures.Conversion),
        (CellFamily.DspClickstream, Measures.Clickstream),
    ];

    /// <summary>The measures of a family whose cells have one each.</summary>
    public static IReadOnlyList<Measure> MeasuresOf(CellFamily family) => Dsp.First(known => known.Family == family).Measures;

    /// <summary>The families in which deeds are credited to ads of a product.</summary>
    public static IEnumerable<CellFamily> FamiliesOf(AdProduct product) =>
        product == AdProduct.Dsp ? Dsp.Select(known => known.Family) : Sponsored[(int)product].Select(known => known.Family);

    /// <summary>Whether any figure of the ad product counts deeds of the kind.</summary>
    public static bool Has(AdProduct product, EventKind deed) =>
        product == AdProduct.Dsp
            ? deed.IsDeed()
            : Array.Exists(Sponsored[(int)product], known => Array.Exists(known.Metrics, metric => metric.Counts(deed)));

    /// <summary>Gives each cell in which the deed counts.</summary>
    public static void ForEach<TSink>(in CreditedDeed deed, ref TSink sink)
        where TSink : ICreditSink, allows ref struct
    {
        if (deed.Product == AdProduct.Dsp)
        {
            ForEachMeasure(in deed, ref sink);
            return;
        }

        Span<long> lanes = stackalloc long[CellFamily.LanesMax];
        foreach (var (family, metrics) in Sponsored[(int)deed.Product])
        {
            for (var lane = 0; lane < metrics.Length; lane++)
            {
                lanes[lane] = metrics[lane].Of(in deed);
            }

            if (lanes[..metrics.Length].ContainsAnyExcept(0))
            {
                sink.Add(family, measure: null, lanes[..metrics.Length]);
            }
        }
    }

    private static void ForEachMeasure<TSink>(in CreditedDeed deed, ref TSink sink)
        where TSink : ICreditSink, allows ref struct
    {
        if ((deed.Windows & CreditWindows.ClickOrView14) == 0)
        {
            return;
        }

        Span<long> lanes = stackalloc long[2];
        foreach (var (family, measures) in Dsp)
        {
            foreach (var measure in measures)
            {
                if (measure.Counts(in deed) && measure.Quantity.Of(in deed) is var value and not 0)
                {
                    (lanes[0], lanes[1]) = deed.IsView ? (0L, value) : (value, 0L);
                    sink.Add(family, measure, lanes);
                }
            }
        }
    }

    private static (CellFamily, AttributedMetric[]) Of(CellFamily family) =>
        (family, [.. family.Metrics.Select(name => new AttributedMetric(name))]);
}

/// <summary>Takes what a deed adds to the cells of the click or view to which it is credited.</summary>
internal interface ICreditSink
{
    /// <param name="measure">For families whose cells have one each: which.</param>
    void Add(CellFamily family, Measure? measure, scoped ReadOnlySpan<long> lanes);
}
