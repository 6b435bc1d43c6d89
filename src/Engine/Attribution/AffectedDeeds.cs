using System.Runtime.InteropServices;

namespace Millrace.Engine.Attribution;

/// <summary>
/// Finds the known deeds that new rows can change. Rows in the order of time reach none, which is seen without a look at any deed;
/// else the deeds of a shopper are walked once, however many rows reach them. Its memory is used again by the next batch.
/// </summary>
internal sealed class AffectedDeeds(AttributionMemory memory)
{
    private readonly List<Reach> reaches = [];
    private readonly List<long> rows = [];

    /// <summary>Their rows, each once, those of a shopper side by side.</summary>
    public ReadOnlySpan<long> Rows => CollectionsMarshal.AsSpan(rows);

    public void Find(ReadOnlySpan<TouchRow> touches, ReadOnlySpan<DeedRow> deeds)
    {
        reaches.Clear();
        rows.Clear();
        foreach (ref readonly var touch in touches)
        {
            Note(in touch);
        }

        foreach (ref readonly var deed in deeds)
        {
            Note(in deed);
        }

        reaches.Sort();
        for (var left = CollectionsMarshal.AsSpan(reaches); !left.IsEmpty; )
        {
            var shopper = left[0].Shopper;
            var count = 1;
            while (count < left.Length && left[count].Shopper == shopper)
            {
                count++;
            }

            FindOf(shopper, left[..count]);
            left = left[count..];
        }
    }

    private void Note(in TouchRow touch)
    {
        if (!touch.IsInvalidation)
        {
            Add(touch.Shopper, ReachKind.Touch, 0, touch.Time);
            return;
        }

        // What it repeats of the touch is not relied upon.
        foreach (ref readonly var known in memory.Touches.Of(touch.Shopper))
        {
            if (known.Id == touch.Id && !known.IsInvalidation)
            {
                Add(known.Shopper, ReachKind.Touch, 0, known.Time);
            }
        }
    }

    private void Note(in DeedRow deed)
    {
        if (deed.Kind == DeedKind.Purchase && deed.Brand >= 0)
        {
            Add(deed.Shopper, ReachKind.Brand, (ulong)deed.Brand, deed.Time);
        }

        if (!deed.IsDeed)
        {
            Add(deed.Shopper, ReachKind.Deed, deed.Refers, 0);
        }

        if (deed.Kind == DeedKind.Invalidation)
        {
            NoteTakenBack(in deed);
        }
    }

    private void NoteTakenBack(in DeedRow invalidation)
    {
        foreach (ref readonly var known in memory.Deeds.Of(invalidation.Shopper))
        {
            if (known.Id == invalidation.Refers && known.Kind == DeedKind.Return)
            {
                Add(known.Shopper, ReachKind.Deed, known.Refers, 0);
            }
        }

        foreach (ref readonly var known in memory.Purchases.Of(invalidation.Shopper))
        {
            if (known.Id == invalidation.Refers && !known.IsInvalidation)
            {
                Add(known.Shopper, ReachKind.Brand, (ulong)known.Brand, known.Time);
            }
        }
    }

    private void Add(ulong shopper, ReachKind kind, ulong key, uint from)
    {
        if (memory.Deeds.MayHaveSince(shopper, from))
        {
            reaches.Add(new(shopper, kind, key, from));
        }
    }

    private void FindOf(ulong shopper, ReadOnlySpan<Reach> ofShopper)
    {
        var known = memory.Deeds.Of(shopper);
        while (known.MoveNext())
        {
            ref readonly var deed = ref known.Current;
            if (deed.IsDeed && IsReached(in deed, ofShopper))
            {
                rows.Add(known.Row);
            }
        }
    }

    private static bool IsReached(in DeedRow deed, ReadOnlySpan<Reach> ofShopper) =>
        Has(ofShopper, new(deed.Shopper, ReachKind.Touch, 0, deed.Time), Days.Thirty)
        || Has(ofShopper, new(deed.Shopper, ReachKind.Deed, deed.Id, 0), 0)
        || (deed.HasShopperStatus && Has(ofShopper, new(deed.Shopper, ReachKind.Brand, (ulong)deed.Brand, deed.Time), Days.Year));

    /// <summary>Whether the last reach that begins at or before this one is of the same things and goes so far.</summary>
    private static bool Has(ReadOnlySpan<Reach> ofShopper, Reach wanted, uint seconds)
    {
        var place = ofShopper.BinarySearch(wanted);
        place = place < 0 ? ~place - 1 : place;
        return place >= 0
            && ofShopper[place] with { From = wanted.From } == wanted
            && wanted.From - ofShopper[place].From <= seconds;
    }
}
