using CsCheck;
using Millrace.Engine.Attribution;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>Random histories against the rule on lists: after every batch the signed credits sum to what the rule gives.</summary>
public sealed class HistoryTests
{
    /// <summary>They share a bucket at first, and two of them the lower half of the hash for ever.</summary>
    private static readonly ulong[] Shoppers = [1, 17, 0x5_0000_0001];

    private static readonly DeedKind[] Kinds =
    [
        DeedKind.Purchase,
        DeedKind.Purchase,
        DeedKind.Purchase,
        DeedKind.PageView,
        DeedKind.AddToCart,
        DeedKind.OffPlatformPurchase,
        DeedKind.Return,
        DeedKind.Return,
        DeedKind.Invalidation,
        DeedKind.Invalidation,
    ];

    private static readonly int[] Apart = [0, 1, 7, 14, 30, 365, 379, 395];

    /// <summary>Pairs of them lie exactly one window apart, or a second less or more.</summary>
    private static readonly Gen<long> Times = Gen.Select(
        Gen.Int[0, Apart.Length - 1].Select(place => Apart[place]),
        Gen.Int[-1, 1],
        (days, seconds) => Events.Start + (days * (long)Events.Day) + seconds
    );

    private static readonly Gen<Event> AnyEvent = Gen.Select(
            Gen.Int[0, 19],
            Gen.Int[0, 2],
            Gen.Int[0, 11],
            Times,
            Gen.Int[0, 3],
            Gen.Int[-1, 1],
            Gen.Int[-1, 1],
            Gen.Int[0, 3]
        )
        .Select(
            (kind, shopper, id, time, product, sku, brand, amount) =>
                new Event(kind, shopper, id, time, product, sku, brand, amount)
        );

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9],
        AnyEvent.Array[1, 8],
        Times,
        (what, events, time) => new Step(what, events, time)
    );

    [Fact]
    public void Signed_credits_sum_to_what_the_rule_gives_for_all_events_so_far() =>
        Steps.Array[1, 12].Sample(steps => Play(steps, withCrashes: false, withFrost: false), iter: 1000);

    [Fact]
    public void Crashes_between_any_two_pages_change_nothing() =>
        Steps.Array[1, 25].Sample(steps => Play(steps, withCrashes: true, withFrost: false), iter: 500);

    [Fact]
    public void Touches_before_the_frozen_hours_keep_what_they_have() =>
        Steps.Array[1, 12].Sample(steps => Play(steps, withCrashes: true, withFrost: true), iter: 500);

    [Fact]
    public void Rows_go_by_age_without_a_change_in_what_is_credited() =>
        Gen.Select(Gen.Int[0, 40], AnyEvent.Array[1, 6], Gen.Int[0, 61], (days, events, age) => (days, events, age))
            .Array[20, 60]
            .Sample(Age, iter: 150);

    private static void Play(Step[] steps, bool withCrashes, bool withFrost)
    {
        var (rig, model, frozen) = (new AttributionRig(), new AttributionModel(), 0L);
        foreach (var step in steps)
        {
            switch (step.What)
            {
                case 0 when withFrost:
                    frozen = step.Time;
                    break;
                case 1 when withCrashes:
                    rig.Crash();
                    break;
                case 2 when withCrashes:
                    rig.BeginPaging();
                    break;
                case 3:
                    rig.Forget(Shoppers[step.Events[0].Shopper]);
                    model.Forget(step.Events[0].Shopper);
                    break;
                default:
                    Send(rig, model, step.Events, frozen, Events.Start);
                    break;
            }

            rig.StepPaging();
            ShouldAgree(rig, model);
        }
    }

    /// <summary>
    /// A platform that runs for years: events are as old as they may be, what takes an event back repeats its time, and rows are
    /// dropped.
    /// </summary>
    private static void Age((int Days, Event[] Events, int Age)[] steps)
    {
        var (rig, model, now) = (new AttributionRig(), new AttributionModel(), (long)Events.Start);
        var times = new Dictionary<(bool IsTouch, int Id), long>();
        foreach (var (step, number) in steps.Select((step, number) => (step, number)))
        {
            now += step.Days * (long)Events.Day;
            var events = new List<Event>();
            foreach (var one in step.Events.Select(one => one with { Id = one.Id + (12 * (number / 6)) }))
            {
                var (own, about) = one.IsTouch ? (one.Id, one.Id) : (one.ToDeed().Id, one.ToDeed().Refers ?? one.ToDeed().Id);
                var ageMax = one.IsTouch ? 14 : 60;
                times.TryAdd((one.IsTouch, about), now - (Math.Min(step.Age, ageMax) * (long)Events.Day));
                var time = times[(one.IsTouch, about)];
                times.TryAdd((one.IsTouch, own), time);

                // What is too old is refused, and nothing is sent again under the same id with another time.
                if (time >= now - (ageMax * (long)Events.Day) && times[(one.IsTouch, own)] == time)
                {
                    events.Add(one with { Time = time });
                }
            }

            Send(rig, model, [.. events], now - (60L * Events.Day), now);
            rig.Drop(now);
            if (step.Age % 8 == 0)
            {
                rig.BeginPaging();
            }

            rig.StepPaging();
            if (step.Age % 8 == 1)
            {
                rig.Crash();
            }

            ShouldAgree(rig, model);
        }
    }

    private static void Send(AttributionRig rig, AttributionModel model, Event[] events, long frozen, long now)
    {
        // A touch that is sent again is refused by its id before it comes here.
        var touches = events
            .Where(one => one.IsTouch)
            .Select(one => one.ToTouch())
            .Where(touch => touch.IsInvalidation || !model.Touches.Any(known => !known.IsInvalidation && known.Id == touch.Id))
            .DistinctBy(touch => (touch.Id, touch.IsInvalidation))
            .ToArray();
        var deeds = events.Where(one => !one.IsTouch).Select(one => one.ToDeed()).ToArray();
        rig.Send([.. touches.Select(Row)], [.. deeds.Select(Row)], frozen, now);
        var fresh = deeds.Where(deed => !model.HasDeed(deed.Shopper, deed.Id)).DistinctBy(deed => (deed.Shopper, deed.Id));
        model.Take(touches, fresh.ToList(), frozen);
    }

    private static void ShouldAgree(AttributionRig rig, AttributionModel model)
    {
        var given = rig
            .Credits.SelectMany(credit => KeysOf(credit.Key).Select(key => (key, credit.Key, Times: credit.Value)))
            .GroupBy(credit => credit.key)
            .Select(group =>
                (
                    group.Key,
                    Sum: new AttributionModel.Sum(
                        group.Sum(credit => (long)credit.Times),
                        group.Sum(credit => credit.Times * credit.Item2.Units),
                        group.Sum(credit => credit.Times * credit.Item2.SalesMicros)
                    )
                )
            )
            .Where(sum => sum.Sum != default)
            .ToDictionary(sum => sum.Key, sum => sum.Sum);

        // The comparison that can say what differs takes its time.
        var expected = model.Total;
        if (given.Count != expected.Count || given.Any(sum => expected.GetValueOrDefault(sum.Key) != sum.Value))
        {
            given.ShouldBe(expected, ignoreOrder: true);
        }

        rig.Unattributed.ShouldBe(model.Unattributed);
    }

    private static IEnumerable<AttributionModel.Key> KeysOf(Credit credit)
    {
        (CreditWindows Window, string Name)[] windows =
        [
            (CreditWindows.Click1, "click 1"),
            (CreditWindows.Click7, "click 7"),
            (CreditWindows.Click14, "click 14"),
            (CreditWindows.Click30, "click 30"),
            (CreditWindows.ClickOrView14, "click or view 14"),
        ];
        return windows
            .Where(window => (credit.Windows & window.Window) != 0)
            .Select(window => new AttributionModel.Key(
                credit.AdProduct,
                credit.Combination,
                credit.Time,
                credit.Kind,
                window.Name,
                credit.IsView,
                credit.IsSameSku,
                credit.IsNewToBrand
            ));
    }

    private static TouchRow Row(AttributionModel.Touch touch) =>
        new()
        {
            Shopper = Shoppers[touch.Shopper],
            Id = (ulong)touch.Id,
            Time = (uint)touch.Time,
            Combination = touch.Combination,
            Product = touch.Sku ?? -1,
            Brand = touch.Brand ?? -1,
            AdProduct = touch.Product,
            IsView = touch.IsView,
            IsInvalidation = touch.IsInvalidation,
        };

    private static DeedRow Row(AttributionModel.Deed deed) =>
        new()
        {
            Shopper = Shoppers[deed.Shopper],
            Id = (ulong)deed.Id,
            Refers = (ulong)(deed.Refers ?? 0),
            Time = (uint)deed.Time,
            Kind = deed.Kind,
            Product = deed.Sku ?? -1,
            Brand = deed.Brand ?? -1,
            Units = deed.Units,
            SalesMicros = deed.Sales,
        };

    private sealed record Step(int What, Event[] Events, long Time);

    /// <param name="Kind">0 to 9: a touch, of these 8 and 9 its invalidation; from 10 on a deed.</param>
    /// <param name="Amount">Units; sales are a thousand for each.</param>
    private sealed record Event(int Kind, int Shopper, int Id, long Time, int Product, int Sku, int Brand, int Amount)
    {
        public bool IsTouch => Kind < 10;

        /// <summary>Combinations are few, so that credits of several deeds add up in one.</summary>
        public AttributionModel.Touch ToTouch() =>
            new(
                Shopper,
                Id,
                Time,
                Id % 4,
                (AdProduct)Product,
                IsView: Kind is >= 4 and < 8,
                IsInvalidation: Kind >= 8,
                Sku < 0 ? null : Sku,
                Brand < 0 ? null : Brand
            );

        public AttributionModel.Deed ToDeed()
        {
            var kind = Kinds[Kind - 10];
            var takesBack = kind is DeedKind.Return or DeedKind.Invalidation;
            var hasSales = kind is DeedKind.Purchase or DeedKind.OffPlatformPurchase or DeedKind.Return;

            // The ids of what takes back stand beside those of deeds, and some name each other.
            return new(
                Shopper,
                (takesBack ? 1000 : 1) + Id,
                Time,
                kind,
                !takesBack ? null
                    : kind == DeedKind.Invalidation && Amount == 3 ? 1000 + Product + (Id - (Id % 12))
                    : 1 + (Id - (Id % 12)) + ((Id + Amount) % 12),
                Sku < 0 ? null : Sku,
                Brand < 0 ? null : Brand,
                kind is DeedKind.Purchase or DeedKind.Return ? Amount : 0,
                hasSales ? Amount * 1000 : 0
            );
        }
    }
}
