using CsCheck;
using Millrace.Engine.Attribution;
using static Millrace.Unit.Engine.Attribution.Events;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>Rows by shopper: the walk against a filter of all rows, whatever shares a bucket, goes or is cleared.</summary>
public sealed class ShopperLogTests
{
    private static readonly Gen<ulong> Shoppers = Gen.OneOf(
        Gen.ULong[1, 40],
        Gen.ULong[1, 8].Select(number => number << 5),
        Gen.ULong[1, 3].Select(number => number << 40)
    );

    [Fact]
    public void A_walk_meets_the_shoppers_rows_and_no_others() =>
        Gen.Select(Gen.Int[0, 60], Shoppers, Gen.Int[0, 3])
            .Array[1, 1500]
            .Sample(
                steps =>
                {
                    var log = new ShopperLog<TouchRow>(3);
                    var rows = new List<TouchRow>();
                    foreach (var (what, shopper, number) in steps)
                    {
                        if (what == 0)
                        {
                            log.DropThrough(Math.Min(log.FirstSegment + number, (log.End >> 3) - 1));
                        }
                        else if (what == 1)
                        {
                            log.Clear(shopper, log.End - number);
                            for (var row = 0; row < log.End - number; row++)
                            {
                                rows[row] = rows[row].Shopper == shopper ? default : rows[row];
                            }
                        }
                        else
                        {
                            rows.Add(Click((ulong)rows.Count, Start + (number * 300), shopper: shopper));
                            log.Add(rows[^1], Start);
                        }
                    }

                    foreach (var shopper in steps.Select(step => step.Item2).Distinct())
                    {
                        ShouldMeet(log, rows, shopper);
                    }
                },
                iter: 100
            );

    [Fact]
    public void A_cleared_row_belongs_to_nobody()
    {
        var log = new ShopperLog<TouchRow>(3);
        log.Add(Click(1, Start), Start);
        log.Clear(Shopper, log.End);
        log.Add(default, Start);

        log.Of(ShopperLog<TouchRow>.Nobody).MoveNext().ShouldBeFalse();
        log[0].ShouldBe(default);
    }

    [Fact]
    public void A_touch_takes_at_most_48_bytes_all_included()
    {
        var log = new ShopperLog<TouchRow>(12);
        for (var row = 1; row <= 200_000; row++)
        {
            log.Add(Click((ulong)row, Start, shopper: (ulong)row * 0x9E37_79B9_7F4A_7C15), Start);
            if (row >= 50_000 && row % 1000 == 0)
            {
                // 36 of the row, 4 of its link, 4 to 6 of half a bucket, and what the open segment has in reserve.
                log.BytesHeld.ShouldBeLessThanOrEqualTo(48L * row);
            }
        }

        log.BytesHeld.ShouldBeGreaterThanOrEqualTo(44L * 200_000);
    }

    [Fact]
    public void A_segment_goes_when_its_events_and_its_arrival_are_both_old()
    {
        var log = new ShopperLog<TouchRow>(1);
        log.Add(Click(1, 1999), 5999);
        log.DroppableThrough(2000, 6000).ShouldBe(-1, "a segment that is not full stays");
        log.Add(Click(2, 1000), 5000);

        log.DroppableThrough(1999, 6000).ShouldBe(-1, "an event is too young");
        log.DroppableThrough(2000, 5999).ShouldBe(-1, "it came too lately");
        log.DroppableThrough(2000, 6000).ShouldBe(0);
        log.DropThrough(0);
        (log.First, log.End, log.Of(Shopper).MoveNext()).ShouldBe((2, 2, false));
    }

    [Fact]
    public void A_young_segment_keeps_the_older_ones_behind_it()
    {
        var log = new ShopperLog<TouchRow>(0);
        log.Add(Click(1, 1000), 0);
        log.Add(Click(2, 3000), 0);
        log.Add(Click(3, 1000), 0);

        log.DroppableThrough(2000, 2000).ShouldBe(0);
    }

    private static void ShouldMeet(ShopperLog<TouchRow> log, List<TouchRow> rows, ulong shopper)
    {
        var met = new List<long>();
        var walk = log.Of(shopper);
        while (walk.MoveNext())
        {
            walk.Current.ShouldBe(rows[(int)walk.Row]);
            met.Add(walk.Row);
        }

        var own = Enumerable
            .Range(0, rows.Count)
            .Where(row => row >= log.First && rows[row].Shopper == shopper)
            .Reverse()
            .ToList();
        met.ShouldBe(own.Select(row => (long)row));
        if (own.Count > 0)
        {
            log.MayHaveSince(shopper, own.Max(row => rows[row].Time)).ShouldBeTrue();
        }
    }
}
