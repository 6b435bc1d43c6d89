namespace Millrace.Sandbox.Platform;

/// <summary>What of an account and an ad product was answered as accepted, without what was taken back.</summary>
/// <param name="CostMicros">All costs together.</param>
public readonly record struct AcceptedTraffic(long Impressions, long Clicks, long CostMicros)
{
    internal AcceptedTraffic With(in PlatformEvent happened)
    {
        var sign = happened.IsInvalidation ? -1 : 1;
        var cost = happened.Product == AdProduct.Dsp ? DspCosts.Of(in happened).Total : happened.CostMicros;
        return new(
            Impressions + (happened.Kind == PlatformEventKind.Impression ? sign * happened.Count : 0),
            Clicks + (happened.Kind == PlatformEventKind.Click ? sign * happened.Count : 0),
            CostMicros + (sign * cost)
        );
    }
}
