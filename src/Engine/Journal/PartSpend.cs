using System.Runtime.InteropServices;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>What a part's fresh events spend of campaigns' budgets, by window. Its memory is used again by the next batch.</summary>
internal sealed class PartSpend
{
    /// <summary>Where the cost of an event stands among the lanes of its family; -1: its campaign has no budget here.</summary>
    private static readonly int[] CostLanes = MakeCostLanes();

    private readonly Dictionary<(byte Family, int Account, int Campaign, long WindowStart), long> sums = [];

    /// <summary>In the order in which they were met; text numbers of campaigns, unix seconds, signed millionths of the currency unit.</summary>
    public IEnumerable<(CellFamily Family, int Account, int Campaign, long WindowStart, long Micros)> All =>
        from sum in sums
        where sum.Value != 0
        select (CellFamily.Of(sum.Key.Family), sum.Key.Account, sum.Key.Campaign, sum.Key.WindowStart, sum.Value);

    public void Collect(EventPart part, BatchPlan plan)
    {
        sums.Clear();
        foreach (var family in plan.Families)
        {
            if (CostLanes[family.Family.Number] is var lane and >= 0)
            {
                AddCounted(part, family, lane);
            }
        }

        var identified = CollectionsMarshal.AsSpan(part.Identified);
        foreach (var place in plan.Fresh)
        {
            ref readonly var happened = ref identified[place];
            if (CostLanes[happened.Family] is var lane and >= 0 && part.LanesOf(in happened)[lane] is var cost and not 0)
            {
                Add(part, plan.Of(happened.Family), happened.Cell, cost);
            }
        }
    }

    private void AddCounted(EventPart part, FamilyPlan family, int lane)
    {
        for (var cell = 0; cell < family.Cells.Count; cell++)
        {
            if (family.Cells.Lanes(cell)[lane] is var cost and not 0)
            {
                Add(part, family, cell, cost);
            }
        }
    }

    private void Add(EventPart part, FamilyPlan family, int cell, long micros)
    {
        var key = family.Key(cell);
        var start = part.Windows[family.Cells.Window(cell)];
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(
            sums,
            (family.Family.Number, key[0], key[1], start),
            out _
        );
        // A cell's sum is bounded; that of a campaign stays at the end of the range.
        sum = (long)Int128.Clamp((Int128)sum + micros, long.MinValue, long.MaxValue);
    }

    private static int[] MakeCostLanes()
    {
        var lanes = new int[CellFamily.NumbersEnd];
        Array.Fill(lanes, -1);
        foreach (
            var family in (ReadOnlySpan<CellFamily>)
                [CellFamily.SponsoredProductsTraffic, CellFamily.SponsoredBrandsTraffic, CellFamily.SponsoredDisplayTraffic]
        )
        {
            lanes[family.Number] = family.Metrics.ToList().IndexOf("cost");
        }

        return lanes;
    }
}
