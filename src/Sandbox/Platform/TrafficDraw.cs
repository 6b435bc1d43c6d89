namespace Millrace.Sandbox.Platform;

/// <summary>
/// Draws lines of one stream in one slice: impressions, what follows on them, and clicks; or of the same lines what was found
/// out to be invalid. Chance and numbers are used up alike, whatever is wanted of them.
/// </summary>
internal sealed class TrafficDraw(VirtualAccount account, AdSpace space, Takers takers, long start, long delay)
{
    /// <summary>The most impressions that one line stands for.</summary>
    public const int ImpressionsMax = 8;

    /// <summary>Lines of single impressions with an id.</summary>
    public const double IdentifiedShare = 0.25;

    /// <summary>For how many impressions a line stands, in the mean.</summary>
    public const double ImpressionsALine = IdentifiedShare + ((1 - IdentifiedShare) * (1 + ImpressionsMax) / 2);

    private const double DoubtfulClickRate = 0.06;

    /// <summary>The stream of which most is invalid.</summary>
    public required bool IsDoubtful { get; init; }

    /// <summary>What was found to be invalid is drawn, not what happened.</summary>
    public required bool AsFound { get; init; }

    public required List<PlatformEvent> Into { get; init; }

    /// <summary>Whether the next line goes to <see cref="Into"/>.</summary>
    public bool IsWanted { get; set; }

    public void Line(ref Chance chance, ref long number)
    {
        var target = space.Targets[space.TargetSkew.Pick(ref chance)];
        var ad = target.Ads[chance.Below(target.Ads.Count)];
        var place = space.Places[space.PlaceSkew.Pick(ref chance)];
        var second = chance.Below(TrafficSource.SliceSeconds);

        // Some ad servers tell each impression, most tell how many there were.
        var isIdentified = chance.Happens(IdentifiedShare);
        var count = isIdentified ? 1 : 1 + chance.Below(ImpressionsMax);
        var impression = isIdentified ? ++number : 0;
        var invalid = IsDoubtful && chance.Happens(0.7) ? 1 + chance.Below(count) : 0;
        var invalidation = ++number;
        var shown = new PlatformEvent(account, target, ad, place)
        {
            Kind = PlatformEventKind.Impression,
            Time = start + second,
            ArrivesAt = start + second + delay,
            IsInvalidation = AsFound,
            Count = AsFound ? invalid : count,
            CostMicros = (AsFound ? invalid : count) * target.ImpressionMicros,
            Number = AsFound ? invalidation : impression,
            InvalidatedNumber = AsFound ? impression : 0,
        };
        Tell(in shown);
        DrawCompanions(in shown, ref chance, count, invalid, ref number);
        var rate = IsDoubtful ? DoubtfulClickRate : target.ClickRate * place.ClickFactor;
        for (var one = 0; one < count; one++)
        {
            if (chance.Happens(rate))
            {
                var isInvalid = IsDoubtful && chance.Happens(0.9);
                DrawClick(in shown, ref chance, ref number, isInvalid);
            }
        }
    }

    /// <summary>What follows on impressions; what followed on invalid ones is taken back with them.</summary>
    private void DrawCompanions(in PlatformEvent shown, ref Chance chance, int count, int invalid, ref long number)
    {
        var last = count;
        foreach (var companion in Companions.Of(shown.Target!.Product, shown.Ad!.Media))
        {
            var of = companion.IsOfLast ? last : count;
            last = 0;
            for (var one = 0; one < of; one++)
            {
                last += chance.Happens(companion.Rate) ? 1 : 0;
            }

            var invalidation = ++number;
            Tell(
                new(account, shown.Target, shown.Ad, shown.Place)
                {
                    Kind = companion.Kind,
                    Time = shown.Time,
                    ArrivesAt = shown.ArrivesAt,
                    IsInvalidation = AsFound,
                    Count = AsFound ? Math.Min(invalid, last) : last,
                    Number = AsFound ? invalidation : 0,
                }
            );
        }
    }

    private void DrawClick(in PlatformEvent shown, ref Chance chance, ref long number, bool isInvalid)
    {
        var time = Math.Min(shown.Time + 1 + chance.Below(20), start + TrafficSource.SliceSeconds - 1);
        var cost = Prices.Click(shown.Target!, ref chance);
        var click = ++number;
        var invalidation = ++number;
        if (!AsFound || isInvalid)
        {
            Tell(
                new(account, shown.Target!, shown.Ad, shown.Place)
                {
                    Kind = PlatformEventKind.Click,
                    Time = time,
                    ArrivesAt = time + delay,
                    IsInvalidation = AsFound,
                    Count = 1,
                    CostMicros = cost,
                    Number = AsFound ? invalidation : click,
                    InvalidatedNumber = AsFound ? click : 0,
                }
            );
        }
    }

    private void Tell(in PlatformEvent happened)
    {
        if (IsWanted && happened.Count > 0 && takers.Want(in happened))
        {
            Into.Add(happened);
        }
    }
}
