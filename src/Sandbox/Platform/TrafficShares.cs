namespace Millrace.Sandbox.Platform;

/// <summary>How the lines of an hour are shared among what the platform does; what nobody takes leaves its share to the rest.</summary>
internal sealed class TrafficShares(Takers takers)
{
    /// <summary>By ad product, and last that of shoppers.</summary>
    private static readonly double[] Weights = [0.58, 0.12, 0.10, 0.16, 0.04];

    private readonly double sum = Sum(takers);

    public double Of(AdProduct product) => Weights[(int)product] / sum;

    public double OfShoppers => Weights[^1] / sum;

    private static double Sum(Takers takers)
    {
        var sum = takers.WantDeeds ? Weights[^1] : 0;
        for (var product = AdProduct.Sp; product <= AdProduct.Dsp; product++)
        {
            sum += takers.WantTraffic(product) ? Weights[(int)product] : 0;
        }

        return sum;
    }
}
