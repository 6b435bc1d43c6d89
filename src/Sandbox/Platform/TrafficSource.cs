namespace Millrace.Sandbox.Platform;

/// <summary>
/// Draws what an account does in one slice of five minutes. Each (account, slice, stream) has a chance of its own, so that a
/// slice is the same whenever it is drawn, and what is found out later can be drawn again from the slice in which it happened.
/// </summary>
internal sealed class TrafficSource(long seed, VirtualPlatformOptions options)
{
    public const int SliceSeconds = 300;

    /// <summary>Late events arrive at most two hours after their time.</summary>
    private const int LateSlicesMax = 24;

    /// <summary>The invalid traffic of a slice is found out in so many pieces.</summary>
    private const int Findings = 4;

    /// <summary>Invalid traffic is found out 10 minutes to 71 hours after its time.</summary>
    private const int FoundAfterSlicesMin = 2;
    private const int FoundAfterSlicesMax = 852;

    private const double LateShare = 0.03;
    private const double DoubtfulShare = 0.04;

    /// <summary>Lines of clicks and invalidations come on top of those of impressions.</summary>
    private const double LinesAnImpressionLine = 1.08;

    private readonly long first = options.Start.ToUnixTimeSeconds() / SliceSeconds;

    /// <summary>Adds all events of an account that arrive in a slice.</summary>
    public void Arrivals(VirtualAccount account, long slice, List<PlatformEvent> into)
    {
        if (slice < first)
        {
            return;
        }

        Draw(account, slice, TrafficStream.Sound, 0, into);
        Draw(account, slice, TrafficStream.Doubtful, 0, into);
        for (var origin = Math.Max(first, slice - LateSlicesMax); origin < slice; origin++)
        {
            if (LateBy(account, origin) == slice - origin)
            {
                Draw(account, origin, TrafficStream.Late, slice - origin, into);
            }
        }

        for (var origin = Math.Max(first, slice - FoundAfterSlicesMax); origin <= slice - FoundAfterSlicesMin; origin++)
        {
            FoundOut(account, origin, slice - origin, into);
        }
    }

    private void FoundOut(VirtualAccount account, long origin, long after, List<PlatformEvent> into)
    {
        var delays = Chance.Hash(seed, account.Number, origin, -(long)TrafficStream.Doubtful);
        for (var finding = 0; finding < Findings; finding++)
        {
            var drawn = (ushort)(delays >> (16 * finding));
            if (FoundAfterSlicesMin + (drawn % (FoundAfterSlicesMax - FoundAfterSlicesMin + 1)) == after)
            {
                Draw(account, origin, TrafficStream.Doubtful, after, into, finding);
            }
        }
    }

    private long LateBy(VirtualAccount account, long slice) =>
        1 + (long)(Chance.Hash(seed, account.Number, slice, -(long)TrafficStream.Late) % LateSlicesMax);

    /// <param name="finding">-1 for what happened, else the piece of it whose invalid events are found out.</param>
    private void Draw(
        VirtualAccount account,
        long slice,
        TrafficStream stream,
        long delaySlices,
        List<PlatformEvent> into,
        int finding = -1
    )
    {
        var chance = Chance.At(seed, account.Number, slice, (long)stream);
        var start = slice * SliceSeconds;
        var shape = TrafficShape.At(start + account.Hours.At(start).OffsetSeconds);
        var share = stream switch
        {
            TrafficStream.Late => LateShare,
            TrafficStream.Doubtful => DoubtfulShare,
            _ => 1 - LateShare - DoubtfulShare,
        };
        var mean = options.EventsPerHour * SliceSeconds / 3600 / LinesAnImpressionLine * account.Share * shape * share;
        var lines = chance.Count(mean);
        var number = (slice << 28) | ((long)stream << 26);
        for (var line = 0; line < lines; line++)
        {
            var wanted = finding < 0 || line % Findings == finding;
            DrawLine(
                account,
                ref chance,
                start,
                delaySlices * SliceSeconds,
                stream,
                ref number,
                wanted ? into : null,
                finding >= 0
            );
        }
    }

    /// <summary>One line of impressions and the clicks on them; chance is used up alike, whatever is wanted of it.</summary>
    private static void DrawLine(
        VirtualAccount account,
        ref Chance chance,
        long start,
        long delay,
        TrafficStream stream,
        ref long number,
        List<PlatformEvent>? into,
        bool asFound
    )
    {
        var target = account.Targets[account.TargetSkew.Pick(ref chance)];
        var ad = target.Ads[chance.Below(target.Ads.Count)];
        var placement = Placements.Skew.Pick(ref chance);
        var second = chance.Below(SliceSeconds);

        // Some ad servers tell each impression, most tell how many there were.
        var isIdentified = chance.Happens(0.25);
        var count = isIdentified ? 1 : 1 + chance.Below(8);
        var impression = isIdentified ? ++number : 0;
        var invalid = stream == TrafficStream.Doubtful && chance.Happens(0.7) ? 1 + chance.Below(count) : 0;
        var found = new PlatformEvent(account, target, ad, placement)
        {
            Kind = PlatformEventKind.ImpressionInvalidation,
            Time = start + second,
            ArrivesAt = start + second + delay,
            Count = invalid,
            Number = ++number,
            InvalidatedNumber = impression,
        };
        if (!asFound)
        {
            into?.Add(
                new(account, target, ad, placement)
                {
                    Kind = PlatformEventKind.Impression,
                    Time = found.Time,
                    ArrivesAt = found.ArrivesAt,
                    Count = count,
                    Number = impression,
                }
            );
        }
        else if (invalid > 0)
        {
            into?.Add(found);
        }

        var rate = stream == TrafficStream.Doubtful ? 0.06 : target.ClickRate * Placements.ClickFactor[placement];
        for (var shown = 0; shown < count; shown++)
        {
            if (chance.Happens(rate))
            {
                var isInvalid = stream == TrafficStream.Doubtful && chance.Happens(0.9);
                DrawClick(found, ref chance, start, delay, ref number, asFound && !isInvalid ? null : into, asFound);
            }
        }
    }

    private static void DrawClick(
        in PlatformEvent impression,
        ref Chance chance,
        long start,
        long delay,
        ref long number,
        List<PlatformEvent>? into,
        bool asFound
    )
    {
        var time = Math.Min(impression.Time + 1 + chance.Below(20), start + SliceSeconds - 1);
        var target = impression.Target;
        var cost = (long)(target.BidMicros * (0.5 + (0.5 * chance.Unit()))) / target.PriceStepMicros * target.PriceStepMicros;
        var click = ++number;
        var invalidation = ++number;
        into?.Add(
            new(impression.Account, target, impression.AdId, impression.PlacementNumber)
            {
                Kind = asFound ? PlatformEventKind.ClickInvalidation : PlatformEventKind.Click,
                Time = time,
                ArrivesAt = time + delay,
                Count = 1,
                CostMicros = Math.Max(cost, target.PriceStepMicros),
                Number = asFound ? invalidation : click,
                InvalidatedNumber = asFound ? click : 0,
            }
        );
    }
}
