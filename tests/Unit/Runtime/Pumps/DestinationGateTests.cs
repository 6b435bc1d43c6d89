using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>How many calls at a time a destination gets, of all subscriptions to it together, and when none.</summary>
public sealed class DestinationGateTests
{
    private static readonly BulkheadRig.Answer Taken = (_, _, _) =>
        Task.FromResult<DeliveryOutcome>(DeliveryOutcome.Delivered.Instance);

    private static readonly DeliveryOutcome Throttled = new DeliveryOutcome.RetryAfter(null, "too many");

    [Fact]
    public void Subscriptions_to_one_queue_share_its_calls_at_a_time_in_turn()
    {
        using var rig = new BulkheadRig { Options = new() { CallsPerDestinationMax = 5 } };
        for (var account = 0; account < 3; account++)
        {
            rig.Subscribe(account, "one", blocks: account == 0 ? 10_000 : 1, BulkheadRig.Takes(100));
        }

        rig.Start();
        rig.Run(TimeSpan.FromSeconds(1));

        // Five at a time of 100 ms each, and four when only the huge one is left.
        rig.Calls["one"].Count.ShouldBeInRange(44, 50);
        rig.Statuses.Where(status => status.Order.SubscriptionId != "s0")
            .ShouldAllBe(status => status.Delivered == BacklogLedger.RowsPerBlock);
    }

    [Fact]
    public void After_failures_in_a_row_one_call_at_a_time_asks_after_pauses_that_grow()
    {
        using var rig = new BulkheadRig();
        for (var account = 0; account < 10; account++)
        {
            rig.Subscribe(account, "down", blocks: 1, BulkheadRig.Throttles);
        }

        rig.Start();
        rig.Run(TimeSpan.FromSeconds(10));
        var whole = rig.Calls["down"].Count;
        rig.Run(TimeSpan.FromMinutes(10));

        // Of forty calls that wait, one a minute is made, though each would wait a minute at most.
        var asked = rig.Calls["down"].Skip(whole).ToList();
        asked.Count.ShouldBeInRange(10, 16);
        asked.Zip(asked.Skip(1), (one, next) => next - one).ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(6));
        asked[^1].ShouldBeGreaterThan(asked[^2] + TimeSpan.FromSeconds(44));

        // All of them are told what keeps it shut.
        rig.Told.Count.ShouldBe(10);
        rig.Statuses.ShouldAllBe(status => status.Trouble == "too many");
    }

    [Fact]
    public void What_is_repaired_is_seen_within_a_minute_and_everything_goes()
    {
        using var rig = new BulkheadRig();
        var isDown = true;
        for (var account = 0; account < 10; account++)
        {
            rig.Subscribe(
                account,
                "down",
                blocks: 1,
                (calls, time, cancel) =>
                    isDown ? BulkheadRig.Throttles(calls, time, cancel) : BulkheadRig.Takes(20)(calls, time, cancel)
            );
        }

        rig.Start();
        rig.Run(TimeSpan.FromMinutes(20));
        isDown = false;
        var repaired = rig.Now;
        rig.Run(TimeSpan.FromMinutes(3));

        rig.Taken["down"].Count.ShouldBe(10 * BacklogLedger.RowsPerBlock);
        (rig.Taken["down"][0].At - repaired).ShouldBeLessThan(TimeSpan.FromMinutes(1.1));
        (rig.Taken["down"][^1].At - repaired).ShouldBeLessThan(TimeSpan.FromMinutes(2.2));
        rig.Statuses.ShouldAllBe(status => status.Trouble == null);
    }

    [Fact]
    public void A_destination_that_takes_so_many_calls_at_a_time_is_soon_called_about_so_often()
    {
        using var rig = new BulkheadRig();
        var (underWay, refused, tries) = (0, 0, 0);
        for (var account = 0; account < 20; account++)
        {
            rig.Subscribe(
                account,
                "narrow",
                blocks: 10_000,
                async (_, time, cancel) =>
                {
                    tries++;
                    if (underWay >= 4)
                    {
                        refused++;
                        return new DeliveryOutcome.RetryAfter(null, "too many");
                    }

                    underWay++;
                    await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
                    underWay--;
                    return DeliveryOutcome.Delivered.Instance;
                }
            );
        }

        rig.Start();
        rig.Run(TimeSpan.FromMinutes(1));
        (refused, tries) = (0, 0);
        rig.Run(TimeSpan.FromMinutes(1));

        // The most that it takes is 4 calls every 100 ms.
        (tries - refused).ShouldBeGreaterThan(600 * 4 / 2);
        ((double)refused / tries).ShouldBeLessThan(0.15);
    }

    [Fact]
    public void Failures_halve_how_many_are_let_in_once_for_all_that_were_under_way_and_successes_bring_them_back()
    {
        var gate = new GateRig(new() { CallsPerDestinationMax = 8 });
        gate.Enter(20);
        gate.LetIn.ShouldBe(8);

        gate.LeaveAll(Throttled);
        gate.LetIn.ShouldBe(4);
        gate.LeaveAll(DeliveryOutcome.Delivered.Instance);
        gate.LetIn.ShouldBe(4);
        gate.LeaveAll(DeliveryOutcome.Delivered.Instance);
        gate.LetIn.ShouldBe(4, "four of the twenty were left");
        gate.Enter(20);
        gate.LetIn.ShouldBe(5);

        // What is refused is not so because there was too much of it.
        gate.LeaveAll(new DeliveryOutcome.Refused("denied"));
        gate.LetIn.ShouldBe(5);
    }

    [Fact]
    public void While_one_call_probes_the_others_wait_for_what_it_learns()
    {
        var gate = new GateRig(new() { FailuresInARowMax = 2 });
        for (var failures = 0; failures < 2; failures++)
        {
            gate.Enter(1);
            gate.LeaveAll(Throttled);
        }

        gate.Enter(1);
        gate.SentAway.ShouldBe(1);
        gate.Time.Advance(TimeSpan.FromMinutes(1));
        gate.Enter(10);
        (gate.LetIn, gate.SentAway).ShouldBe((1, 1));
        gate.LeaveAll(Throttled);
        (gate.LetIn, gate.SentAway).ShouldBe((0, 9));

        gate.Time.Advance(TimeSpan.FromMinutes(1));
        gate.Enter(10);
        gate.LetIn.ShouldBe(1);
        gate.LeaveAll(DeliveryOutcome.Delivered.Instance);
        (gate.LetIn, gate.SentAway).ShouldBe((2, 0));
    }

    [Fact]
    public void A_probe_that_is_given_up_leaves_its_turn_to_the_next()
    {
        var gate = new GateRig(new() { FailuresInARowMax = 1 });
        gate.Enter(1);
        gate.LeaveAll(Throttled);
        gate.Time.Advance(TimeSpan.FromMinutes(1));
        gate.Enter(2);
        gate.LetIn.ShouldBe(1);

        gate.LeaveAll(null);
        (gate.LetIn, gate.SentAway).ShouldBe((1, 0));
    }

    [Fact]
    public void A_caller_that_goes_while_it_waits_takes_no_place_with_it()
    {
        var gate = new GateRig(new() { CallsPerDestinationMax = 1 });
        using var cancel = new CancellationTokenSource();
        gate.Enter(1);
        gate.Enter(cancel);
        gate.Enter(1);
        gate.Steps.Do(cancel.Cancel);
        gate.LetIn.ShouldBe(1);

        gate.LeaveAll(DeliveryOutcome.Delivered.Instance);
        gate.LetIn.ShouldBe(1);
    }

    [Fact]
    public void Another_client_or_role_of_the_same_stream_has_a_gate_of_its_own()
    {
        using var rig = new BulkheadRig();
        rig.Subscribe(0, "stream", blocks: 0, Taken);
        var options = new PumpOptions();
        var gates = new DestinationGates(rig, options, new Retries(options, () => 0.5), rig.Time);
        var address = new DestinationAddress("stream", new FirehoseAccess("r1", "r2", false, "client", "s1", "sp-traffic"));
        var one = Address(gates, address);
        for (var failure = 0; failure < options.FailuresInARowMax; failure++)
        {
            rig.Subscribe(0, "stream", blocks: 0, BulkheadRig.Denies);
            Send(one);
        }

        rig.Subscribe(0, "stream", blocks: 0, Taken);
        Send(one).ShouldBeOfType<DeliveryOutcome.RetryAfter>().Why.ShouldBe("denied");
        var access = address.Firehose!;
        Send(Address(gates, address with { Firehose = access with { SubscriptionId = "s2" } }))
            .ShouldBeOfType<DeliveryOutcome.RetryAfter>();
        Send(Address(gates, address with { Firehose = access with { ExternalId = "other" } }))
            .ShouldBeOfType<DeliveryOutcome.Delivered>();
        Send(Address(gates, address with { Firehose = access with { SubscriptionRoleArn = "other" } }))
            .ShouldBeOfType<DeliveryOutcome.Delivered>();
    }

    private static IDestination Address(DestinationGates gates, DestinationAddress address) => gates.Open(address);

    private static DeliveryOutcome Send(IDestination destination) =>
        destination
            .DeliverAsync([new OutgoingMessage("""{"campaign_id":"0"}"""u8.ToArray())], CancellationToken.None)
            .AsTask()
            .Result[0];
}
