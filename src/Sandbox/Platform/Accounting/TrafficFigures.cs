namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Enters what happens to the ads of one product: traffic, and how far ads were watched and heard.</summary>
internal sealed class TrafficFigures
{
    private readonly AdProduct product;
    private readonly BookSheet traffic;
    private readonly BookSheet? richMedia;

    /// <summary>The metric of each kind of event, -1 where it has none; of traffic up to fees, of rich media after.</summary>
    private readonly int[] counts;

    private readonly int grossImpressions;
    private readonly int invalidImpressions;
    private readonly int[] money;

    public TrafficFigures(AdProduct product, BookSheet traffic, BookSheet? richMedia)
    {
        (this.product, this.traffic, this.richMedia) = (product, traffic, richMedia);
        counts =
        [
            .. Enum.GetValues<PlatformEventKind>()
                .TakeWhile(kind => kind < PlatformEventKind.AttributedConversion)
                .Select(kind => Sheet(kind)?.NumberIfAny(Metric(kind)) ?? -1),
        ];
        grossImpressions = traffic.NumberIfAny("gross_impressions");
        invalidImpressions = traffic.NumberIfAny("invalid_impressions");
        string[] names =
            product == AdProduct.Dsp
                ? ["supply_cost", "agency_fee", "amazon_dsp_audience_fee", "amazon_dsp_console_fee", "total_cost"]
                : ["cost"];
        money = [.. names.Select(traffic.Number)];
    }

    public void Enter(in PlatformEvent happened)
    {
        if (Sheet(happened.Kind) is not { } sheet)
        {
            return;
        }

        var sign = happened.IsInvalidation ? -1 : 1;
        var isTraffic = ReferenceEquals(sheet, traffic);
        var flight = product == AdProduct.Dsp && isTraffic ? happened.Target!.FlightAt(happened.Time) : null;
        var row = sheet.Row(BookPlace.Of(in happened) with { Flight = flight }, happened.Time);
        row.Add(counts[(int)happened.Kind], sign * happened.Count);
        if (happened.Kind == PlatformEventKind.Impression)
        {
            row.Add(happened.IsInvalidation ? invalidImpressions : grossImpressions, happened.Count);
        }

        if (!isTraffic)
        {
            return;
        }

        if (product != AdProduct.Dsp)
        {
            row.Add(money[0], sign * happened.CostMicros);
            return;
        }

        var costs = DspCosts.Of(in happened);
        row.Add(money[0], sign * costs.Supply);
        row.Add(money[1], sign * costs.Agency);
        row.Add(money[2], sign * costs.Audience);
        row.Add(money[3], sign * costs.Console);
        row.Add(money[4], sign * costs.Total);
    }

    private BookSheet? Sheet(PlatformEventKind kind) => kind <= PlatformEventKind.Fee ? traffic : richMedia;

    private string Metric(PlatformEventKind kind) =>
        kind switch
        {
            PlatformEventKind.ViewableImpression when product == AdProduct.Sd => "view_impressions",
            PlatformEventKind.AudioComplete => "audio_ad_completions",
            PlatformEventKind.AudioView => "audio_ad_views",
            PlatformEventKind.AudioCompanionClick => "audio_ad_companion_banner_clicks",
            PlatformEventKind.AudioCompanionView => "audio_ad_companion_banner_views",
            PlatformEventKind.Video5SecondView or PlatformEventKind.VideoUnmute when product == AdProduct.Sb =>
                $"{Names.Of(kind)}s",
            <= PlatformEventKind.Fee => $"{Names.Of(kind)}s",
            _ when product == AdProduct.Sb => $"{Names.Of(kind)}_views",
            < PlatformEventKind.AudioStart => $"video_ad_{Names.Of(kind)["video_".Length..]}",
            _ => $"audio_ad_{Names.Of(kind)["audio_".Length..]}",
        };
}
