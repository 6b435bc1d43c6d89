using System.Runtime.InteropServices;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>
/// The shopper's events of a part that are no repeats, as rows of the partition's memory. Its memory is used again by the next batch.
/// </summary>
internal sealed class ShopperPlan
{
    private readonly HashSet<(ulong Shopper, ulong Id)> inBatch = [];
    private readonly List<int> fresh = [];
    private readonly List<TouchRow> touches = [];
    private readonly List<DeedRow> deeds = [];

    /// <summary>Places of the fresh ones in the part.</summary>
    public IReadOnlyList<int> Fresh => fresh;

    public ReadOnlySpan<TouchRow> Touches => CollectionsMarshal.AsSpan(touches);

    public ReadOnlySpan<DeedRow> Deeds => CollectionsMarshal.AsSpan(deeds);

    /// <summary>How many deeds are repeats.</summary>
    public int Repeated { get; private set; }

    /// <summary>A touch is fresh when its event is; a deed, or what takes it back, when the partition does not know it.</summary>
    public void FindFresh(EventPart part, List<int> freshIdentified, AttributionMemory memory)
    {
        fresh.Clear();
        inBatch.Clear();
        touches.Clear();
        deeds.Clear();
        Repeated = 0;
        for (var place = 0; place < part.Shoppers.Count; place++)
        {
            var happened = part.Shoppers[place];
            if (happened.IsTouch)
            {
                if (freshIdentified.BinarySearch(happened.Identified) >= 0)
                {
                    fresh.Add(place);
                }
            }
            else if (!memory.HasDeed(happened.Shopper, happened.Id) && inBatch.Add((happened.Shopper, happened.Id)))
            {
                fresh.Add(place);
            }
            else
            {
                Repeated++;
            }
        }
    }

    /// <param name="combination">Of what it is a touch; of what takes a touch back, nothing.</param>
    public void AddTouch(in ShopperEvent happened, int combination, (int Product, int Brand) sku) =>
        touches.Add(
            new()
            {
                Shopper = happened.Shopper,
                Id = happened.Id,
                Time = (uint)happened.Time,
                Combination = combination,
                Product = sku.Product,
                Brand = sku.Brand,
                AdProduct = happened.Product,
                IsView = happened.IsView,
                IsInvalidation = happened.IsBack,
            }
        );

    public void AddDeed(in ShopperEvent happened, (int Product, int Brand) sku) =>
        deeds.Add(
            new()
            {
                Shopper = happened.Shopper,
                Id = happened.Id,
                Refers = happened.Refers,
                SalesMicros = happened.SalesMicros,
                Time = (uint)happened.Time,
                Product = sku.Product,
                Brand = sku.Brand,
                Units = happened.Units,
                Owner = happened.Account + 1,
                Kind = happened.IsBack ? DeedKind.Invalidation : happened.Kind.Deed(),
            }
        );
}
