namespace Millrace.Sandbox.Platform;

/// <summary>All that an account has of one ad product.</summary>
/// <param name="Targets">The most shown campaigns first.</param>
/// <param name="TargetSkew">How often each is drawn.</param>
/// <param name="Places">Where its ads are shown.</param>
/// <param name="PlaceSkew">How often each is drawn.</param>
internal sealed record AdSpace(
    IReadOnlyList<VirtualTarget> Targets,
    Skew TargetSkew,
    IReadOnlyList<VirtualPlace> Places,
    Skew PlaceSkew
)
{
    /// <summary>Lines of clicks and invalidations come on top of those of impressions.</summary>
    private const double LinesWithoutCompanions = 1.08;

    /// <summary>How many lines there are for one of impressions, in the mean.</summary>
    public double LinesAnImpressionLine { get; } = LinesWithoutCompanions + Followed(Targets, TargetSkew);

    /// <summary>What a line of impressions of a target costs with the clicks on it, in the mean, micros.</summary>
    public double MicrosALine(VirtualTarget target)
    {
        var factor = 0.0;
        for (var place = 0; place < Places.Count; place++)
        {
            factor += PlaceSkew.Share(place) * Places[place].ClickFactor;
        }

        return TrafficDraw.ImpressionsALine
            * ((target.ClickRate * factor * target.BidMicros * Prices.ShareOfBid) + target.ImpressionMicros);
    }

    private static double Followed(IReadOnlyList<VirtualTarget> targets, Skew skew)
    {
        var followed = 0.0;
        for (var number = 0; number < targets.Count; number++)
        {
            foreach (var ad in targets[number].Ads)
            {
                var lines = Companions.Lines(targets[number].Product, ad.Media);
                followed += skew.Share(number) * lines / targets[number].Ads.Count;
            }
        }

        return followed;
    }
}
