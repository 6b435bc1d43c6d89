namespace Millrace.Sandbox.Platform;

/// <summary>
/// Draws what an account does in one slice of five minutes. Each (account, slice, ad product, stream) has a chance of its own, so that a
/// slice is the same whenever it is drawn, and what is found out later can be drawn again from the slice in which it happened.
/// </summary>
internal sealed class TrafficSource(long seed, VirtualPlatformOptions options, Takers takers, TrafficShares shares)
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

    /// <summary>Streams of the next ad product have numbers that are higher by so much.</summary>
    private const int StreamsOfProduct = 8;

    private readonly long first = options.Start.ToUnixTimeSeconds() / SliceSeconds;

    /// <summary>Adds all events of an account that arrive in a slice.</summary>
    public void Arrivals(VirtualAccount account, long slice, List<PlatformEvent> into)
    {
        if (slice < first)
        {
            return;
        }

        for (var product = AdProduct.Sp; product <= AdProduct.Dsp; product++)
        {
            if (takers.WantTraffic(product))
            {
                Arrivals(account, product, slice, into);
            }
        }
    }

    private void Arrivals(VirtualAccount account, AdProduct product, long slice, List<PlatformEvent> into)
    {
        Draw(account, product, slice, TrafficStream.Sound, 0, into);
        Draw(account, product, slice, TrafficStream.Doubtful, 0, into);
        for (var origin = Math.Max(first, slice - LateSlicesMax); origin < slice; origin++)
        {
            if (LateBy(account, product, origin) == slice - origin)
            {
                Draw(account, product, origin, TrafficStream.Late, slice - origin, into);
            }
        }

        for (var origin = Math.Max(first, slice - FoundAfterSlicesMax); origin <= slice - FoundAfterSlicesMin; origin++)
        {
            FoundOut(account, product, origin, slice - origin, into);
        }

        if (product == AdProduct.Dsp)
        {
            Fees(account, slice, into);
        }
    }

    private void FoundOut(VirtualAccount account, AdProduct product, long origin, long after, List<PlatformEvent> into)
    {
        var delays = Chance.Hash(seed, account.Number, origin, -Number(product, TrafficStream.Doubtful));
        for (var finding = 0; finding < Findings; finding++)
        {
            var drawn = (ushort)(delays >> (16 * finding));
            if (FoundAfterSlicesMin + (drawn % (FoundAfterSlicesMax - FoundAfterSlicesMin + 1)) == after)
            {
                Draw(account, product, origin, TrafficStream.Doubtful, after, into, finding);
            }
        }
    }

    private long LateBy(VirtualAccount account, AdProduct product, long slice) =>
        1 + (long)(Chance.Hash(seed, account.Number, slice, -Number(product, TrafficStream.Late)) % LateSlicesMax);

    private static long Number(AdProduct product, TrafficStream stream) => ((long)product * StreamsOfProduct) + (long)stream;

    /// <summary>Every ad group of DSP owes fees once an hour, some of them in each slice.</summary>
    private void Fees(VirtualAccount account, long slice, List<PlatformEvent> into)
    {
        var targets = account.Spaces[(int)AdProduct.Dsp].Targets;
        for (var number = slice % 12; number < targets.Count; number += 12)
        {
            var target = targets[(int)number];
            var fee = new PlatformEvent(account, target, null, VirtualPlace.None)
            {
                Kind = PlatformEventKind.Fee,
                Time = slice * SliceSeconds,
                ArrivesAt = slice * SliceSeconds,
                Count = 1,
                CostMicros = target.ImpressionMicros * 12,
            };
            if (takers.Want(in fee))
            {
                into.Add(fee);
            }
        }
    }

    /// <param name="finding">-1 for what happened, else the piece of it whose invalid events are found out.</param>
    private void Draw(
        VirtualAccount account,
        AdProduct product,
        long slice,
        TrafficStream stream,
        long delaySlices,
        List<PlatformEvent> into,
        int finding = -1
    )
    {
        var chance = Chance.At(seed, account.Number, slice, Number(product, stream));
        var start = slice * SliceSeconds;
        var shape = TrafficShape.At(start + account.Hours.At(start).OffsetSeconds);
        var share = stream switch
        {
            TrafficStream.Late => LateShare,
            TrafficStream.Doubtful => DoubtfulShare,
            _ => 1 - LateShare - DoubtfulShare,
        };
        var space = account.Spaces[(int)product];
        var mean = options.EventsPerHour * SliceSeconds / 3600 / space.LinesAnImpressionLine * account.Share * shape * share;
        var lines = chance.Count(mean * shares.Of(product));
        var number = ((long)product << 56) | (slice << 28) | ((long)stream << 26);
        var draw = new TrafficDraw(account, space, takers, start, delaySlices * SliceSeconds)
        {
            IsDoubtful = stream == TrafficStream.Doubtful,
            AsFound = finding >= 0,
            Into = into,
        };
        for (var line = 0; line < lines; line++)
        {
            draw.IsWanted = finding < 0 || line % Findings == finding;
            draw.Line(ref chance, ref number);
        }
    }
}
