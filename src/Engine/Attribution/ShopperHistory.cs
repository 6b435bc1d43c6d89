using System.Runtime.InteropServices;

namespace Millrace.Engine.Attribution;

/// <summary>
/// What stands of one shopper's touches, returns and purchases, gathered in one walk for all deeds of the shopper that are decided one
/// after the other. Its memory is used again for the next shopper.
/// </summary>
internal sealed class ShopperHistory(AttributionMemory memory)
{
    private readonly List<TouchRow> touches = [];
    private readonly List<DeedRow> returns = [];
    private readonly List<PurchaseRow> purchases = [];
    private readonly List<ulong> takenTouches = [];
    private readonly List<ulong> takenDeeds = [];
    private ulong loaded = ShopperLog<TouchRow>.Nobody;

    /// <summary>Touches that were not invalidated, the one that was taken in last first.</summary>
    public ReadOnlySpan<TouchRow> Touches => CollectionsMarshal.AsSpan(touches);

    /// <summary>To be called whenever rows have been folded.</summary>
    public void Forget() => loaded = ShopperLog<TouchRow>.Nobody;

    public void Load(ulong shopper)
    {
        if (shopper == loaded)
        {
            return;
        }

        loaded = shopper;
        LoadTouches(shopper);
        LoadDeeds(shopper);
        purchases.Clear();
        foreach (ref readonly var row in memory.Purchases.Of(shopper))
        {
            purchases.Add(row);
            if (row.IsInvalidation)
            {
                takenDeeds.Add(row.Id);
            }
        }

        takenDeeds.Sort();
    }

    /// <summary>Whether the deed counts for nothing.</summary>
    public bool IsTakenBack(in DeedRow deed) => takenDeeds.BinarySearch(deed.Id) >= 0;

    /// <summary>Units and sales of a deed, of a purchase without what was returned.</summary>
    public (long Units, long SalesMicros) Worth(in DeedRow deed)
    {
        if (deed.Kind != DeedKind.Purchase || returns.Count == 0)
        {
            return (deed.Units, deed.SalesMicros);
        }

        var (units, sales) = ((Int128)deed.Units, (Int128)deed.SalesMicros);
        foreach (ref readonly var returned in CollectionsMarshal.AsSpan(returns))
        {
            if (returned.Refers == deed.Id && !IsTakenBack(in returned))
            {
                units -= returned.Units;
                sales -= returned.SalesMicros;
            }
        }

        return ((long)Int128.Max(units, 0), (long)Int128.Max(sales, 0));
    }

    /// <summary>Whether no other purchase of the deed's brand stands before it.</summary>
    /// <param name="row">Row number of the deed.</param>
    public bool IsNewToBrand(in DeedRow deed, long row)
    {
        if (!deed.HasShopperStatus)
        {
            return false;
        }

        foreach (ref readonly var other in CollectionsMarshal.AsSpan(purchases))
        {
            var isBefore = other.Time < deed.Time || (other.Time == deed.Time && other.Deed < row);
            if (
                other.Brand == deed.Brand
                && isBefore
                && deed.Time - other.Time <= Days.Year
                && other.Id != deed.Id
                && takenDeeds.BinarySearch(other.Id) < 0
            )
            {
                return false;
            }
        }

        return true;
    }

    private void LoadTouches(ulong shopper)
    {
        touches.Clear();
        takenTouches.Clear();
        foreach (ref readonly var row in memory.Touches.Of(shopper))
        {
            if (row.IsInvalidation)
            {
                takenTouches.Add(row.Id);
            }
            else
            {
                touches.Add(row);
            }
        }

        if (takenTouches.Count == 0)
        {
            return;
        }

        takenTouches.Sort();
        var kept = 0;
        foreach (var touch in Touches)
        {
            if (takenTouches.BinarySearch(touch.Id) < 0)
            {
                touches[kept++] = touch;
            }
        }

        CollectionsMarshal.SetCount(touches, kept);
    }

    private void LoadDeeds(ulong shopper)
    {
        returns.Clear();
        takenDeeds.Clear();
        foreach (ref readonly var row in memory.Deeds.Of(shopper))
        {
            if (row.Kind == DeedKind.Return)
            {
                returns.Add(row);
            }
            else if (row.Kind == DeedKind.Invalidation)
            {
                takenDeeds.Add(row.Refers);
            }
        }
    }
}
