namespace Millrace.Sandbox.Platform;

/// <summary>What follows on impressions of an ad: that they could be seen, how far they were watched or heard.</summary>
internal static class Companions
{
    private static readonly Companion[] Viewable = [new(PlatformEventKind.ViewableImpression, 0.7)];

    private static readonly Companion[] VideoOfSb =
    [
        .. Viewable,
        new(PlatformEventKind.Video5SecondView, 0.5),
        new(PlatformEventKind.VideoUnmute, 0.06),
        new(PlatformEventKind.VideoFirstQuartile, 0.6),
        new(PlatformEventKind.VideoMidpoint, 0.75, IsOfLast: true),
        new(PlatformEventKind.VideoThirdQuartile, 0.8, IsOfLast: true),
        new(PlatformEventKind.VideoComplete, 0.85, IsOfLast: true),
    ];

    private static readonly Companion[] Measured =
    [
        new(PlatformEventKind.MeasurableImpression, 0.95),
        new(PlatformEventKind.ViewableImpression, 0.7, IsOfLast: true),
    ];

    private static readonly Companion[] VideoOfDsp =
    [
        .. Measured,
        new(PlatformEventKind.VideoMute, 0.04),
        new(PlatformEventKind.VideoUnmute, 0.05),
        new(PlatformEventKind.VideoPause, 0.03),
        new(PlatformEventKind.VideoResume, 0.02),
        new(PlatformEventKind.VideoStart, 0.95),
        new(PlatformEventKind.VideoFirstQuartile, 0.8, IsOfLast: true),
        new(PlatformEventKind.VideoMidpoint, 0.8, IsOfLast: true),
        new(PlatformEventKind.VideoThirdQuartile, 0.9, IsOfLast: true),
        new(PlatformEventKind.VideoComplete, 0.9, IsOfLast: true),
    ];

    private static readonly Companion[] Audio =
    [
        new(PlatformEventKind.AudioCompanionView, 0.3),
        new(PlatformEventKind.AudioCompanionClick, 0.02),
        new(PlatformEventKind.AudioMute, 0.03),
        new(PlatformEventKind.AudioUnmute, 0.02),
        new(PlatformEventKind.AudioPause, 0.03),
        new(PlatformEventKind.AudioResume, 0.03),
        new(PlatformEventKind.AudioRewind, 0.02),
        new(PlatformEventKind.AudioSkip, 0.04),
        new(PlatformEventKind.AudioProgression, 0.2),
        new(PlatformEventKind.AudioView, 0.9),
        new(PlatformEventKind.AudioStart, 0.95),
        new(PlatformEventKind.AudioFirstQuartile, 0.85, IsOfLast: true),
        new(PlatformEventKind.AudioMidpoint, 0.9, IsOfLast: true),
        new(PlatformEventKind.AudioThirdQuartile, 0.9, IsOfLast: true),
        new(PlatformEventKind.AudioComplete, 0.95, IsOfLast: true),
    ];

    public static ReadOnlySpan<Companion> Of(AdProduct product, AdMedia media) =>
        (product, media) switch
        {
            (AdProduct.Sp, _) => [],
            (AdProduct.Sb, AdMedia.Video) => VideoOfSb,
            (AdProduct.Dsp, AdMedia.Video) => VideoOfDsp,
            (AdProduct.Dsp, AdMedia.Audio) => Audio,
            (AdProduct.Dsp, _) => Measured,
            _ => Viewable,
        };

    /// <summary>How many lines of companions a line of impressions has, in the mean.</summary>
    public static double Lines(AdProduct product, AdMedia media)
    {
        var (lines, last) = (0.0, 1.0);
        foreach (var companion in Of(product, media))
        {
            last = companion.IsOfLast ? last * companion.Rate : companion.Rate;
            var (none, ofMany) = (1.0, 0.0);
            for (var count = 1; count <= TrafficDraw.ImpressionsMax; count++)
            {
                none *= 1 - last;
                ofMany += (1 - none) / TrafficDraw.ImpressionsMax;
            }

            lines += (TrafficDraw.IdentifiedShare * last) + ((1 - TrafficDraw.IdentifiedShare) * ofMany);
        }

        return lines;
    }
}
