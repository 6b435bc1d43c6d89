namespace Millrace.Engine.Attribution;

/// <summary>
/// Decides which touch each deed is credited to. What a batch changes is told as a difference: the credits of all deeds that it can
/// affect are taken away as they were before its rows, and given as they are after them. It keeps nothing between two batches.
/// </summary>
internal sealed class Attributor(AttributionMemory memory)
{
    private const int Products = 4;

    private readonly AffectedDeeds affected = new(memory);
    private readonly ShopperHistory history = new(memory);
    private long firstNew;
    private int newDeeds;
    private long frozenBefore;

    /// <summary>Before the rows of a batch are folded: takes away the credits of all known deeds that they can affect.</summary>
    /// <param name="touches">What will be folded, in that order.</param>
    /// <param name="deeds">The same.</param>
    /// <param name="frozenBefore">
    /// Unix seconds. Credits to touches before it are neither taken nor given; such touches still take part in the choice.
    /// </param>
    /// <returns>How many of the affected purchases have no touch in any ad product, frozen or not.</returns>
    public int Begin(ReadOnlySpan<TouchRow> touches, ReadOnlySpan<DeedRow> deeds, long frozenBefore, ICreditSink sink)
    {
        affected.Find(touches, deeds);
        (firstNew, newDeeds) = (memory.Deeds.End, deeds.Length);
        this.frozenBefore = frozenBefore;
        return DecideAffected(-1, sink);
    }

    /// <summary>After the rows of the batch, and nothing else, were folded: gives the credits of the same deeds and of the new ones.</summary>
    /// <returns>The same, of the affected and the new purchases.</returns>
    public int End(ICreditSink sink)
    {
        if (memory.Deeds.End != firstNew + newDeeds)
        {
            throw new InvalidOperationException(
                $"{memory.Deeds.End - firstNew} deeds were folded between Begin and End, and {newDeeds} were told."
            );
        }

        var unattributed = DecideAffected(+1, sink);
        for (var row = firstNew; row < memory.Deeds.End; row++)
        {
            unattributed += Decide(row, +1, sink);
        }

        history.Forget();
        return unattributed;
    }

    private int DecideAffected(int sign, ICreditSink sink)
    {
        history.Forget();
        var unattributed = 0;
        foreach (var row in affected.Rows)
        {
            unattributed += Decide(row, sign, sink);
        }

        return unattributed;
    }

    /// <summary>Gives or takes the credits of a deed; answers 1 where it is a purchase that has none.</summary>
    private int Decide(long row, int sign, ICreditSink sink)
    {
        ref readonly var deed = ref memory.Deeds[row];
        if (!deed.IsDeed)
        {
            return 0;
        }

        history.Load(deed.Shopper);
        if (history.IsTakenBack(in deed))
        {
            return 0;
        }

        Span<int> clicks = stackalloc int[Products];
        Span<int> views = stackalloc int[Products];
        FindLast(in deed, clicks, views);
        var isCredited = false;
        for (var product = 0; product < Products; product++)
        {
            isCredited |= clicks[product] >= 0 || views[product] >= 0;
            Give(in deed, row, clicks[product], views[product], sign, sink);
        }

        return deed.Kind == DeedKind.Purchase && !isCredited ? 1 : 0;
    }

    /// <summary>By ad product, the places of the last eligible click and view among the shopper's touches; -1 where there is none.</summary>
    private void FindLast(in DeedRow deed, Span<int> clicks, Span<int> views)
    {
        clicks.Fill(-1);
        views.Fill(-1);
        var touches = history.Touches;
        for (var place = 0; place < touches.Length; place++)
        {
            ref readonly var touch = ref touches[place];
            if (IsEligible(in touch, in deed))
            {
                ref var last = ref (touch.IsView ? views : clicks)[(int)touch.AdProduct];

                // In the same second the one that was taken in later stays: it is met first.
                last = last < 0 || touch.Time > touches[last].Time ? place : last;
            }
        }
    }

    private static bool IsEligible(in TouchRow touch, in DeedRow deed)
    {
        var isWithin = touch.Time <= deed.Time && deed.Time - touch.Time <= (touch.IsView ? Days.Fourteen : Days.Thirty);
        var fits = touch.Brand < 0 || deed.Brand < 0 || touch.Brand == deed.Brand;
        return isWithin && fits && !(touch.IsView && touch.AdProduct == AdProduct.SponsoredProducts);
    }

    private void Give(in DeedRow deed, long row, int click, int view, int sign, ICreditSink sink)
    {
        var touches = history.Touches;
        var windows = click < 0 ? CreditWindows.None : WindowsAfter.Click(deed.Time - touches[click].Time);
        if (click >= 0)
        {
            Give(in deed, row, in touches[click], windows, sign, sink);
        }

        if (view >= 0 && (windows & CreditWindows.ClickOrView14) == 0)
        {
            Give(in deed, row, in touches[view], CreditWindows.ClickOrView14, sign, sink);
        }
    }

    private void Give(in DeedRow deed, long row, in TouchRow touch, CreditWindows windows, int sign, ICreditSink sink)
    {
        if (touch.Time < frozenBefore)
        {
            return;
        }

        var (units, sales) = history.Worth(in deed);
        var credit = new Credit
        {
            AdProduct = touch.AdProduct,
            Combination = touch.Combination,
            Time = touch.Time,
            Kind = deed.Kind,
            Windows = windows,
            IsView = touch.IsView,
            IsSameSku = deed.Product >= 0 && deed.Product == touch.Product,
            IsNewToBrand = history.IsNewToBrand(in deed, row),
            Units = units,
            SalesMicros = sales,
        };
        sink.Take(in credit, sign);
    }
}
