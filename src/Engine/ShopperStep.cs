using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Publication;

namespace Millrace.Engine;

/// <summary>
/// The step of a batch in which shoppers' deeds are credited to touches: touches and deeds are written, and then what their coming
/// changes in the cells of conversions.
/// </summary>
internal sealed class ShopperStep(PartitionState state, BatchPlan plan, Recorder recorder)
{
    private readonly ShopperPlan shoppers = new();
    private readonly Attributor attributor = new(state.Attribution);
    private readonly CreditSums credits = new(state);

    /// <summary>Deeds of the last part that were known already.</summary>
    public int Repeated => shoppers.Repeated;

    /// <summary>Windows in which conversions of the last part count.</summary>
    public IEnumerable<WindowId> Windows => credits.Windows;

    /// <summary>The windows whose cells a part may change beside those of its own events; perhaps more than it does.</summary>
    public IEnumerable<WindowId> WindowsFor(EventPart part, FrozenHours frozen)
    {
        if (part.Shoppers.Count == 0)
        {
            return [];
        }

        var windows = new HashSet<WindowId>();
        var seen = new HashSet<ulong>();
        foreach (var happened in part.Shoppers)
        {
            if (happened.IsTouch && !happened.IsBack)
            {
                AddWindowOfTouch(part, in happened, windows);
            }

            var canChange = !happened.IsTouch || state.Attribution.MayHaveDeedsSince(happened.Shopper, (uint)happened.Time);
            if (canChange && seen.Add(happened.Shopper))
            {
                AddWindowsOf(happened.Shopper, frozen, windows);
            }
        }

        return windows;
    }

    /// <summary>Takes in the shoppers' events of a part whose other events were taken in.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    /// <param name="frozen">What touches of these hours have to their credit does not change.</param>
    public void Accept(EventPart part, long now, FrozenHours frozen, Effects effects)
    {
        credits.Begin(frozen);
        shoppers.FindFresh(part, plan.Fresh, state.Attribution);
        foreach (var place in shoppers.Fresh)
        {
            Add(part, part.Shoppers[place], effects);
        }

        if (shoppers.Touches.IsEmpty && shoppers.Deeds.IsEmpty)
        {
            return;
        }

        var before = attributor.Begin(shoppers.Touches, shoppers.Deeds, frozen.BeforeInAll, credits);
        recorder.Write(
            effects,
            writer =>
            {
                writer.Byte((byte)RecordKind.ShoppersOfAccounts);
                AttributionRecords.WriteRows(writer, state.Attribution, (uint)now, shoppers.Touches, shoppers.Deeds);
            }
        );
        var unattributed = attributor.End(credits) - before;
        if (unattributed != 0 || credits.Windows.Any())
        {
            recorder.Write(effects, writer => BatchRecord.WriteCredits(writer, unattributed, credits));
        }
    }

    private void Add(EventPart part, in ShopperEvent happened, Effects effects)
    {
        var sku = part.SkuOf(in happened);
        var known = sku.IsEmpty ? (-1, -1) : state.Catalogue.Find(happened.Account, recorder.TextOf(sku, effects));
        if (!happened.IsTouch)
        {
            shoppers.AddDeed(in happened, known);
            return;
        }

        var combination = happened.IsBack ? -1 - happened.Account : CombinationOf(part, in happened, effects);
        shoppers.AddTouch(in happened, combination, known);
    }

    /// <summary>The number of the ids under which a touch counts, which is written where the partition does not have it.</summary>
    private int CombinationOf(EventPart part, in ShopperEvent happened, Effects effects)
    {
        var touched = part.Identified[happened.Identified];
        var combinations = state.Combinations(happened.Product);
        var key = plan.Of(touched.Family).Key(touched.Cell)[..combinations.KeyNumbers];
        if (combinations.Find(key) is var known and >= 0)
        {
            return known;
        }

        if (combinations.Count == 0)
        {
            foreach (var name in CreditSums.TextsFor(happened.Product))
            {
                recorder.TextOf(name, effects);
            }
        }

        var (product, numbers) = (happened.Product, key.ToArray());
        recorder.Write(effects, writer => DescriptionRecords.WriteCombination(writer, product, combinations.Count, numbers));
        return combinations.Count - 1;
    }

    private static void AddWindowOfTouch(EventPart part, in ShopperEvent happened, HashSet<WindowId> windows)
    {
        var touched = part.Identified[happened.Identified];
        var start = part.Windows[part.CellsOf(in touched).Window(touched.Cell)];
        foreach (var family in Credits.FamiliesOf(happened.Product))
        {
            windows.Add(new(start, family.Number));
        }
    }

    private void AddWindowsOf(ulong shopper, FrozenHours frozen, HashSet<WindowId> windows)
    {
        foreach (ref readonly var touch in state.Attribution.TouchesOf(shopper))
        {
            if (touch.IsInvalidation || touch.Time < frozen.BeforeInAll)
            {
                continue;
            }

            var account = state.Combinations(touch.AdProduct).Key(touch.Combination)[0];
            var start = state.Account(account).Zone.Window(touch.Time).Start;
            foreach (var family in Credits.FamiliesOf(touch.AdProduct))
            {
                if (touch.Time >= frozen.Before(family))
                {
                    windows.Add(new(start, family.Number));
                }
            }
        }
    }
}
