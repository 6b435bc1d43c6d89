using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>Where an event of an ad counts, and in which lanes.</summary>
internal sealed class Counting
{
    private static readonly Counting?[] All = MakeAll();

    private readonly int countLane;
    private readonly int costLane;
    private readonly DspLanes? dsp;

    private Counting(CellFamily family, string? countedAs, bool hasCost = false, bool hasFees = false)
    {
        Family = family;
        Fields = FamilyFields.Of(family);
        countLane = countedAs is null ? -1 : Lane(family, countedAs);
        costLane = hasCost ? Lane(family, "cost") : -1;
        dsp = hasFees ? new DspLanes(family, countedAs == "impressions") : null;
        (HasCost, HasFees) = (hasCost, hasFees);
    }

    public CellFamily Family { get; }

    /// <summary>The fields of a line that make the family's key.</summary>
    public Parsing.EventField[] Fields { get; }

    /// <summary>Its money is a cost.</summary>
    public bool HasCost { get; }

    /// <summary>Its money is in parts: supply and fees.</summary>
    public bool HasFees { get; }

    /// <summary>Where events of the kind count; null where the ad product has none of them.</summary>
    public static Counting? Of(AdProduct product, EventKind kind) => All[((int)product * EventKinds.Count) + (int)kind];

    /// <summary>What the line adds to its cell; an invalidation takes away.</summary>
    public void Write(in EventLine line, Span<long> lanes)
    {
        var isBack = line.Kind == EventKind.Invalidation;
        lanes.Clear();
        if (countLane >= 0)
        {
            lanes[countLane] = isBack ? -line.Count : line.Count;
        }

        if (costLane >= 0)
        {
            lanes[costLane] = isBack ? -line.CostMicros : line.CostMicros;
        }

        dsp?.Write(in line, isBack, lanes);
    }

    /// <summary>Adds what the line counts; false where a sum would leave the range, and then all are as they were.</summary>
    public bool TryAdd(in EventLine line, Span<long> sums)
    {
        if (dsp is null && costLane >= 0)
        {
            var sign = line.Kind == EventKind.Invalidation ? -1 : 1;
            var (count, cost) = (sums[countLane] + (sign * line.Count), sums[costLane] + (sign * line.CostMicros));
            if (!Sums.IsInRange(count) || !Sums.IsInRange(cost))
            {
                return false;
            }

            (sums[countLane], sums[costLane]) = (count, cost);
            return true;
        }

        Span<long> added = stackalloc long[CellFamily.LanesMax];
        Write(in line, added[..sums.Length]);
        return Sums.TryAdd(sums, added[..sums.Length]);
    }

    private static Counting?[] MakeAll()
    {
        var all = new Counting?[4 * EventKinds.Count];
        void Add(AdProduct product, EventKind kind, Counting counting) =>
            all[((int)product * EventKinds.Count) + (int)kind] = counting;
        foreach (
            var (product, family, viewable) in new[]
            {
                (AdProduct.SponsoredProducts, CellFamily.SponsoredProductsTraffic, null),
                (AdProduct.SponsoredBrands, CellFamily.SponsoredBrandsTraffic, "viewable_impressions"),
                (AdProduct.SponsoredDisplay, CellFamily.SponsoredDisplayTraffic, "view_impressions"),
            }
        )
        {
            Add(product, EventKind.Impression, new(family, "impressions", hasCost: true));
            Add(product, EventKind.Click, new(family, "clicks", hasCost: true));
            if (viewable is not null)
            {
                Add(product, EventKind.ViewableImpression, new(family, viewable));
            }
        }

        Add(AdProduct.Dsp, EventKind.Impression, new(CellFamily.DspTraffic, "impressions", hasFees: true));
        Add(AdProduct.Dsp, EventKind.Click, new(CellFamily.DspTraffic, "clicks", hasFees: true));
        Add(AdProduct.Dsp, EventKind.Fee, new(CellFamily.DspTraffic, null, hasFees: true));
        Add(AdProduct.Dsp, EventKind.ViewableImpression, new(CellFamily.DspTraffic, "viewable_impressions"));
        Add(AdProduct.Dsp, EventKind.MeasurableImpression, new(CellFamily.DspTraffic, "measurable_impressions"));
        foreach (var (kind, metric) in BrandVideo)
        {
            Add(AdProduct.SponsoredBrands, kind, new(CellFamily.SponsoredBrandsRichMedia, metric));
        }

        foreach (var (kind, metric) in DspMedia)
        {
            Add(AdProduct.Dsp, kind, new(CellFamily.DspRichMedia, metric));
        }

        return all;
    }

    private static int Lane(CellFamily family, string metric) =>
        family.Metrics.ToList().IndexOf(metric) is var lane and >= 0
            ? lane
            : throw new InvalidOperationException($"{family.Dataset.Id} has no metric {metric}.");

    private static IEnumerable<(EventKind Kind, string Metric)> BrandVideo =>
        [
            (EventKind.Video5SecondView, "video_5_second_views"),
            (EventKind.VideoFirstQuartile, "video_first_quartile_views"),
            (EventKind.VideoMidpoint, "video_midpoint_views"),
            (EventKind.VideoThirdQuartile, "video_third_quartile_views"),
            (EventKind.VideoComplete, "video_complete_views"),
            (EventKind.VideoUnmute, "video_unmutes"),
        ];

    private static IEnumerable<(EventKind Kind, string Metric)> DspMedia =>
        [
            (EventKind.VideoStart, "video_ad_start"),
            (EventKind.VideoFirstQuartile, "video_ad_first_quartile"),
            (EventKind.VideoMidpoint, "video_ad_midpoint"),
            (EventKind.VideoThirdQuartile, "video_ad_third_quartile"),
            (EventKind.VideoComplete, "video_ad_complete"),
            (EventKind.VideoMute, "video_ad_mute"),
            (EventKind.VideoUnmute, "video_ad_unmute"),
            (EventKind.VideoPause, "video_ad_pause"),
            (EventKind.VideoResume, "video_ad_resume"),
            (EventKind.AudioStart, "audio_ad_start"),
            (EventKind.AudioFirstQuartile, "audio_ad_first_quartile"),
            (EventKind.AudioMidpoint, "audio_ad_midpoint"),
            (EventKind.AudioThirdQuartile, "audio_ad_third_quartile"),
            (EventKind.AudioComplete, "audio_ad_completions"),
            (EventKind.AudioMute, "audio_ad_mute"),
            (EventKind.AudioUnmute, "audio_ad_unmute"),
            (EventKind.AudioPause, "audio_ad_pause"),
            (EventKind.AudioResume, "audio_ad_resume"),
            (EventKind.AudioRewind, "audio_ad_rewind"),
            (EventKind.AudioSkip, "audio_ad_skip"),
            (EventKind.AudioProgression, "audio_ad_progression"),
            (EventKind.AudioView, "audio_ad_views"),
            (EventKind.AudioCompanionClick, "audio_ad_companion_banner_clicks"),
            (EventKind.AudioCompanionView, "audio_ad_companion_banner_views"),
        ];

    /// <summary>What DSP traffic has beyond a count: money in parts, and impressions before and after the invalid ones are taken out.</summary>
    private sealed class DspLanes(CellFamily family, bool isImpression)
    {
        private readonly int supply = Lane(family, "supply_cost");
        private readonly int agency = Lane(family, "agency_fee");
        private readonly int audience = Lane(family, "amazon_dsp_audience_fee");
        private readonly int console = Lane(family, "amazon_dsp_console_fee");
        private readonly int total = Lane(family, "total_cost");
        private readonly int gross = Lane(family, "gross_impressions");
        private readonly int invalid = Lane(family, "invalid_impressions");

        public void Write(in EventLine line, bool isBack, Span<long> lanes)
        {
            var sign = isBack ? -1 : 1;
            lanes[supply] = sign * line.SupplyCostMicros;
            lanes[agency] = sign * line.AgencyFeeMicros;
            lanes[audience] = sign * line.AudienceFeeMicros;
            lanes[console] = sign * line.ConsoleFeeMicros;
            lanes[total] = lanes[supply] + lanes[agency] + lanes[audience] + lanes[console];
            if (isImpression)
            {
                lanes[isBack ? invalid : gross] = line.Count;
            }
        }
    }
}
