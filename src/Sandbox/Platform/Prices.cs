namespace Millrace.Sandbox.Platform;

/// <summary>What things cost in a currency.</summary>
internal static class Prices
{
    /// <summary>What a click costs of the bid, in the mean.</summary>
    public const double ShareOfBid = 0.75;

    /// <summary>What a click costs in the mean, and the step of prices, in micros.</summary>
    public static (double Price, long Step) Of(string currency) =>
        currency switch
        {
            "JPY" => (60e6, 1_000_000),
            "INR" => (9e6, 10_000),
            "BRL" => (1.1e6, 10_000),
            "GBP" => (0.55e6, 1),
            "EUR" => (0.6e6, 1),
            "MXN" or "TRY" or "SEK" => (6e6, 10_000),
            _ => (0.85e6, 1),
        };

    /// <summary>A share of the click price, in whole steps and at least one.</summary>
    public static long InSteps(double micros, long step) => Math.Max(step, (long)micros / step * step);

    /// <summary>Draws what one click on a target costs.</summary>
    public static long Click(VirtualTarget target, ref Chance chance)
    {
        var drawn = target.BidMicros * (0.5 + (0.5 * chance.Unit()));
        return target.BidMicros == 0 ? 0 : InSteps(drawn, target.PriceStepMicros);
    }
}
