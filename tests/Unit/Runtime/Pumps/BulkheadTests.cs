namespace Millrace.Unit.Runtime.Pumps;

/// <summary>One destination that is slow, fails or has a huge backlog slows no other.</summary>
public sealed class BulkheadTests
{
    private const int Good = 6;

    public static TheoryData<string> Neighbours => ["never answers", "answers after 5 s", "throttles", "denies", "huge"];

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void Others_get_their_messages_at_the_very_times_at_which_they_would_get_them_without_it(string neighbour)
    {
        var alone = Play(null);
        var beside = Play(neighbour);

        alone.Count.ShouldBe(Good * 5 * BacklogLedger.RowsPerBlock);
        beside.Except(alone).Concat(alone.Except(beside)).Take(5).ShouldBeEmpty();
    }

    [Fact]
    public void Backlogs_take_turns_with_others_in_the_places_of_the_lane()
    {
        using var rig = new BulkheadRig
        {
            Options = new() { BulkPlacesMax = 1 },
            ReadingTakes = TimeSpan.FromMilliseconds(100),
        };
        for (var account = 0; account < 4; account++)
        {
            rig.Subscribe(account, $"huge{account}", blocks: 10_000, BulkheadRig.Takes(10));
        }

        rig.Subscribe(9, "small", blocks: 1, BulkheadRig.Takes(10));
        rig.Start();
        rig.Run(TimeSpan.FromSeconds(2));
        rig.Taken["small"].Count.ShouldBe(BacklogLedger.RowsPerBlock);
        rig.Publish(9);
        var published = rig.Now;
        rig.Run(TimeSpan.FromSeconds(3));

        // It reads once behind the four that wait, and its three rounds take a place each.
        var last = rig.Taken["small"][^1].At - published;
        rig.Taken["small"].Count.ShouldBe(2 * BacklogLedger.RowsPerBlock);
        last.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(6 * 5 * 100));
    }

    [Fact]
    public void Pumps_stop_all_at_once()
    {
        var rig = new BulkheadRig();
        var deaf = new TaskCompletionSource();
        rig.Subscribe(
            0,
            "deaf",
            blocks: 1,
            async (_, _, _) =>
            {
                await deaf.Task;
                return Millrace.Runtime.Ports.DeliveryOutcome.Delivered.Instance;
            }
        );
        rig.Subscribe(1, "good", blocks: 10_000, BulkheadRig.Takes(10));
        rig.Start();
        rig.Run(TimeSpan.FromMilliseconds(100));
        rig.Stops().ShouldBeFalse();

        var calls = rig.Calls["good"].Count;
        rig.Run(TimeSpan.FromSeconds(1));
        rig.Calls["good"].Count.ShouldBe(calls);
        deaf.SetResult();
    }

    /// <summary>What the good ones have taken, and when, beside a neighbour: destination, time and record.</summary>
    private static HashSet<(string Queue, TimeSpan At, int Number, string Record)> Play(string? neighbour)
    {
        using var rig = new BulkheadRig();
        if (neighbour is not null)
        {
            BulkheadRig.Answer answer = neighbour switch
            {
                "never answers" => BulkheadRig.NeverAnswers,
                "answers after 5 s" => BulkheadRig.Takes(5_000),
                "throttles" => BulkheadRig.Throttles,
                "denies" => BulkheadRig.Denies,
                _ => BulkheadRig.Takes(10),
            };
            var blocks = neighbour == "huge" ? 1_000_000 / BacklogLedger.RowsPerBlock : 3;
            rig.Subscribe(100, "bad", blocks, answer);
            rig.Subscribe(101, "bad", blocks, answer);
        }

        for (var account = 0; account < Good; account++)
        {
            rig.Subscribe(account, $"good{account}", blocks: 4, BulkheadRig.Takes(20 + (10 * account)));
        }

        rig.Start();
        rig.Run(TimeSpan.FromSeconds(20));
        for (var account = 0; account < Good; account++)
        {
            rig.Publish(account);
        }

        rig.Run(TimeSpan.FromSeconds(20));
        return
        [
            .. rig
                .Taken.Where(queue => queue.Key != "bad")
                .SelectMany(queue =>
                    queue
                        .Value.GroupBy(taken => taken.Record)
                        .SelectMany(record => record.Select((taken, number) => (queue.Key, taken.At, number, taken.Record)))
                ),
        ];
    }
}
