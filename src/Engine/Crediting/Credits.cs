using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Crediting;

/// <summary>In which cells a credit counts, and what it adds to them.</summary>
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
    public static bool Has(AdProduct product, DeedKind deed) =>
        product == AdProduct.Dsp
        || Array.Exists(Sponsored[(int)product], known => Array.Exists(known.Metrics, metric => metric.Counts(deed)));

    /// <summary>Gives each cell in which the credit counts.</summary>
    /// <param name="sign">-1 where it is taken back.</param>
    public static void ForEach<TSink>(in Credit credit, int sign, ref TSink sink)
        where TSink : ICellSink, allows ref struct
    {
        if (credit.AdProduct == AdProduct.Dsp)
        {
            ForEachMeasure(in credit, sign, ref sink);
            return;
        }

        Span<long> lanes = stackalloc long[CellFamily.LanesMax];
        foreach (var (family, metrics) in Sponsored[(int)credit.AdProduct])
        {
            for (var lane = 0; lane < metrics.Length; lane++)
            {
                lanes[lane] = sign * metrics[lane].Of(in credit);
            }

            if (lanes[..metrics.Length].ContainsAnyExcept(0))
            {
                sink.Add(family, measure: null, lanes[..metrics.Length]);
            }
        }
    }

    private static void ForEachMeasure<TSink>(in Credit credit, int sign, ref TSink sink)
        where TSink : ICellSink, allows ref struct
    {
        if ((credit.Windows & CreditWindows.ClickOrView14) == 0)
        {
            return;
        }

        Span<long> lanes = stackalloc long[2];
        foreach (var (family, measures) in Dsp)
        {
            foreach (var measure in measures)
            {
                if (measure.Counts(in credit) && sign * measure.Quantity.Of(in credit) is var value and not 0)
                {
                    (lanes[0], lanes[1]) = credit.IsView ? (0L, value) : (value, 0L);
                    sink.Add(family, measure, lanes);
                }
            }
        }
    }

    private static (CellFamily, AttributedMetric[]) Of(CellFamily family) =>
        (family, [.. family.Metrics.Select(name => new AttributedMetric(name))]);
}

/// <summary>Takes what a credit adds to the cells of its click or view.</summary>
internal interface ICellSink
{
    /// <param name="measure">For families whose cells have one each: which.</param>
    void Add(CellFamily family, Measure? measure, scoped ReadOnlySpan<long> lanes);
}
