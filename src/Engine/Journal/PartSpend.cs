using System.Runtime.InteropServices;
using Millrace.Engine.Budgets;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>What a part's fresh events spend of campaigns' budgets, by window. Its memory is used again by the next batch.</summary>
internal sealed class PartSpend
{
    /// <summary>By number of a family, whose budgets its events spend, and in which lane their cost is.</summary>
    private static readonly (BudgetScopeKind Kind, int Lane)?[] Spending = MakeSpending();

    private readonly Dictionary<(BudgetScope Campaign, long WindowStart), long> sums = [];
    private readonly List<BudgetSpend> spends = [];

    public ReadOnlySpan<BudgetSpend> Collect(EventPart part, BatchPlan plan)
    {
        sums.Clear();
        foreach (var family in plan.Families)
        {
            if (Spending[family.Family.Number] is var (kind, lane))
            {
                AddCounted(part, family, kind, lane);
            }
        }

        AddIdentified(part, plan);
        spends.Clear();
        foreach (var ((campaign, start), micros) in sums)
        {
            spends.Add(new(campaign, start, micros));
        }

        return CollectionsMarshal.AsSpan(spends);
    }

    private void AddCounted(EventPart part, FamilyPlan family, BudgetScopeKind kind, int lane)
    {
        for (var cell = 0; cell < family.Cells.Count; cell++)
        {
            if (family.Cells.Lanes(cell)[lane] is var cost and not 0)
            {
                Add(part, family, kind, cell, cost);
            }
        }
    }

    private void AddIdentified(EventPart part, BatchPlan plan)
    {
        var identified = CollectionsMarshal.AsSpan(part.Identified);
        foreach (var place in plan.Fresh)
        {
            ref readonly var happened = ref identified[place];
            if (Spending[happened.Family] is var (kind, lane) && part.LanesOf(in happened)[lane] is var cost and not 0)
            {
                Add(part, plan.Of(happened.Family), kind, happened.Cell, cost);
            }
        }
    }

    private void Add(EventPart part, FamilyPlan family, BudgetScopeKind kind, int cell, long micros)
    {
        var key = family.Key(cell);
        var start = part.Windows[family.Cells.Window(cell)];
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (new(key[0], kind, key[1]), start), out _);

        // A cell's sum is bounded; that of a campaign stays at the end of the range.
        sum = Math.Clamp(sum + micros, -Sums.Max, Sums.Max);
    }

    private static (BudgetScopeKind, int)?[] MakeSpending()
    {
        var spending = new (BudgetScopeKind, int)?[CellFamily.NumbersEnd];
        foreach (
            var (family, kind) in (ReadOnlySpan<(CellFamily, BudgetScopeKind)>)
                [
                    (CellFamily.SponsoredProductsTraffic, BudgetScopeKind.SpCampaign),
                    (CellFamily.SponsoredBrandsTraffic, BudgetScopeKind.SbCampaign),
                    (CellFamily.SponsoredDisplayTraffic, BudgetScopeKind.SdCampaign),
                ]
        )
        {
            spending[family.Number] = (kind, family.Metrics.ToList().IndexOf("cost"));
        }

        return spending;
    }
}
