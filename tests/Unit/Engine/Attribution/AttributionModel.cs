using Millrace.Engine.Attribution;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>The rule as docs/attribution.md words it, on lists: every deed looks at everything, every time.</summary>
internal sealed class AttributionModel
{
    private readonly List<Touch> touches = [];
    private readonly List<Deed> deeds = [];
    private readonly Dictionary<Key, Sum> total = [];
    private int unattributed;

    public IReadOnlyDictionary<Key, Sum> Total => total.Where(sum => sum.Value != default).ToDictionary();

    public int Unattributed => unattributed;

    public IReadOnlyList<Touch> Touches => touches;

    public IReadOnlyList<Deed> Deeds => deeds;

    public bool HasDeed(int shopper, int id) => deeds.Any(deed => (deed.Shopper, deed.Id) == (shopper, id));

    /// <summary>Takes events in, in their order, and changes the total by what they change of touches from a time on.</summary>
    public void Take(IEnumerable<Touch> newTouches, IEnumerable<Deed> newDeeds, long frozenBefore)
    {
        var (before, withoutBefore) = (Counted(), Without());
        touches.AddRange(newTouches);
        deeds.AddRange(newDeeds);
        var after = Counted();
        unattributed += Without() - withoutBefore;
        foreach (var key in before.Keys.Union(after.Keys).Where(key => key.TouchTime >= frozenBefore))
        {
            total[key] = total.GetValueOrDefault(key) + after.GetValueOrDefault(key) - before.GetValueOrDefault(key);
        }
    }

    /// <summary>The shopper is unknown from here on; what was counted stays counted.</summary>
    public void Forget(int shopper)
    {
        touches.RemoveAll(touch => touch.Shopper == shopper);
        deeds.RemoveAll(deed => deed.Shopper == shopper);
    }

    private Dictionary<Key, Sum> Counted() =>
        Standing()
            .SelectMany(deed => Enum.GetValues<AdProduct>().SelectMany(product => CountedIn(product, deed)))
            .GroupBy(counted => counted.Key)
            .ToDictionary(group => group.Key, group => group.Aggregate(default(Sum), (sum, one) => sum + one.Sum));

    private int Without() =>
        Standing()
            .Where(deed => deed.Kind == DeedKind.Purchase)
            .Count(deed => Enum.GetValues<AdProduct>().All(product => !CountedIn(product, deed).Any()));

    private IEnumerable<Deed> Standing() =>
        deeds.Where(deed => deed.Kind is not DeedKind.Return and not DeedKind.Invalidation && !IsTakenBack(deed));

    private bool IsTakenBack(Deed deed) =>
        deeds.Any(other => other.Kind == DeedKind.Invalidation && other.Refers == deed.Id && other.Shopper == deed.Shopper);

    private IEnumerable<(Key Key, Sum Sum)> CountedIn(AdProduct product, Deed deed)
    {
        foreach (var days in (int[])[1, 7, 14, 30])
        {
            if (Last(product, deed, days, isView: false) is { } click)
            {
                yield return (KeyOf(click, deed, $"click {days}"), Worth(deed));
            }
        }

        var either = Last(product, deed, 14, isView: false) ?? Last(product, deed, 14, isView: true);
        if (either is not null)
        {
            yield return (KeyOf(either, deed, "click or view 14"), Worth(deed));
        }
    }

    private Touch? Last(AdProduct product, Deed deed, int days, bool isView) =>
        touches
            .Where(touch => touch.Shopper == deed.Shopper && touch.Product == product && touch.IsView == isView)
            .Where(touch => !touch.IsInvalidation && !(isView && product == AdProduct.SponsoredProducts))
            .Where(touch => touch.Time <= deed.Time && deed.Time <= touch.Time + (days * 86_400L))
            .Where(touch => !touches.Any(other => other.IsInvalidation && (other.Shopper, other.Id) == (touch.Shopper, touch.Id)))
            .Where(touch => touch.Brand is null || deed.Brand is null || touch.Brand == deed.Brand)
            .Select((touch, order) => (touch, order))
            .OrderBy(touch => touch.touch.Time)
            .ThenBy(touch => touch.order)
            .Select(touch => touch.touch)
            .LastOrDefault();

    private Sum Worth(Deed deed)
    {
        var back = deeds
            .Where(other => other.Kind == DeedKind.Return && other.Refers == deed.Id && other.Shopper == deed.Shopper)
            .Where(other => deed.Kind == DeedKind.Purchase && !IsTakenBack(other))
            .ToList();
        return new(
            1,
            Math.Max(0, deed.Units - back.Sum(other => other.Units)),
            Math.Max(0, deed.Sales - back.Sum(other => other.Sales))
        );
    }

    private bool IsNew(Deed deed)
    {
        var place = deeds.IndexOf(deed);
        return deed.Brand is not null
            && deed.Kind is DeedKind.Purchase or DeedKind.PageView
            && !deeds
                .Where((other, order) => other.Time < deed.Time || (other.Time == deed.Time && order < place))
                .Where(other => other.Time >= deed.Time - (365 * 86_400L))
                .Any(other =>
                    other.Kind == DeedKind.Purchase
                    && other.Shopper == deed.Shopper
                    && other.Brand == deed.Brand
                    && other.Id != deed.Id
                    && !IsTakenBack(other)
                );
    }

    private Key KeyOf(Touch touch, Deed deed, string window) =>
        new(
            touch.Product,
            touch.Combination,
            touch.Time,
            deed.Kind,
            window,
            touch.IsView,
            touch.Sku is not null && touch.Sku == deed.Sku,
            IsNew(deed)
        );

    public sealed record Touch(
        int Shopper,
        int Id,
        long Time,
        int Combination,
        AdProduct Product,
        bool IsView,
        bool IsInvalidation,
        int? Sku,
        int? Brand
    );

    public sealed record Deed(
        int Shopper,
        int Id,
        long Time,
        DeedKind Kind,
        int? Refers,
        int? Sku,
        int? Brand,
        int Units,
        long Sales
    );

    public sealed record Key(
        AdProduct Product,
        int Combination,
        long TouchTime,
        DeedKind Kind,
        string Window,
        bool IsView,
        bool IsSameSku,
        bool IsNewToBrand
    );

    public readonly record struct Sum(long Count, long Units, long Sales)
    {
        public static Sum operator +(Sum a, Sum b) => new(a.Count + b.Count, a.Units + b.Units, a.Sales + b.Sales);

        public static Sum operator -(Sum a, Sum b) => new(a.Count - b.Count, a.Units - b.Units, a.Sales - b.Sales);
    }
}
