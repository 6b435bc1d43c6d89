using System.Text;
using System.Text.Json;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>When a subscription is told through when its stream is complete. The account's hours begin at half past, UTC.</summary>
public sealed class FreshnessTests
{
    /// <summary>A turn ten minutes after an hour of the account has ended.</summary>
    private static readonly long Turn = new DateTimeOffset(2026, 7, 12, 16, 40, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly PumpRig rig = new(rows: 3, messagesMax: 2) { ToldThrough = StandingOrder.NothingTold };
    private readonly StepByStep steps = new();
    private PumpRoom room = null!;

    [Fact]
    public async Task It_is_told_when_everything_that_was_published_has_been_taken()
    {
        await StartAsync();
        Turned(Turn);
        rig.Calls.Count.ShouldBe(2);
        steps.Do(rig.Calls[1].Take);
        rig.Calls.Count.ShouldBe(2);
        steps.Do(rig.Calls[0].Take);

        Encoding
            .UTF8.GetString(rig.Calls[2].Bodies.Single())
            .ShouldMatch(
                """^\{"message_type":"freshness","dataset_id":"sp-traffic","advertiser_id":"ADV1","marketplace_id":"MKT","complete_through":"2026-07-12T22:00:00\+05:30","idempotency_id":"[0-9a-f-]{36}"\}$"""
            );
        steps.Do(rig.Calls[2].Take);
        room.Statuses.Single().Delivered.ShouldBe(4);
        await StopAsync();
    }

    [Fact]
    public async Task An_hour_is_told_once_and_an_empty_one_too()
    {
        await StartDeliveredAsync();
        Turned(Turn);
        Take().ShouldBe("2026-07-12T22:00:00+05:30");

        Turned(Turn);
        Turned(Turn + 3599);
        rig.Calls.ShouldBeEmpty();
        Turned(Turn + 3600);
        Take().ShouldBe("2026-07-12T23:00:00+05:30");
        await StopAsync();
    }

    [Fact]
    public async Task While_a_message_is_set_aside_nothing_is_told()
    {
        await StartDeliveredAsync();
        rig.Letters.Add(new DeadLetter(new StreamCursor(5, 1), default, "too long"));
        Turned(Turn);
        rig.Calls.ShouldBeEmpty();

        rig.Letters.Clear();
        Turned(Turn + 1);
        Take().ShouldBe("2026-07-12T22:00:00+05:30");
        await StopAsync();
    }

    [Fact]
    public async Task Who_does_not_ask_is_told_nothing_and_who_begins_to_ask_is()
    {
        rig.ToldThrough = null;
        await StartDeliveredAsync();
        Turned(Turn);
        rig.Calls.ShouldBeEmpty();

        room.AskFreshness("s1", isAsked: true);
        Turned(Turn + 3600);
        Take().ShouldBe("2026-07-12T23:00:00+05:30");

        room.AskFreshness("s1", isAsked: false);
        Turned(Turn + 7200);
        rig.Calls.ShouldBeEmpty();
        await StopAsync();
    }

    [Fact]
    public async Task What_was_told_is_saved_and_a_restart_goes_on_there()
    {
        await StartDeliveredAsync();
        Turned(Turn);
        Take();
        await StopAsync();

        rig.Saved.ToldThrough.ShouldBe(Turn - 600);
        rig.ToldThrough = rig.Saved.ToldThrough;
        await StartDeliveredAsync();
        Turned(Turn + 60);
        rig.Calls.ShouldBeEmpty();
        Turned(Turn + 3600);
        Take().ShouldBe("2026-07-12T23:00:00+05:30");
        await StopAsync();
    }

    [Fact]
    public async Task A_message_that_was_not_taken_goes_again_and_is_the_same_one_after_a_restart()
    {
        await StartDeliveredAsync();
        Turned(Turn);
        steps.Do(() => rig.Calls[0].Answer.SetResult([new DeliveryOutcome.RetryAfter(null, "busy")]));
        steps.Do(() => rig.Time.Advance(TimeSpan.FromMinutes(1)));
        var first = rig.Calls[1].Bodies.Single();
        first.ShouldBe(rig.Calls[0].Bodies.Single());
        await StopAsync();

        rig.Saved.ToldThrough.ShouldBe(StandingOrder.NothingTold);
        await StartDeliveredAsync();
        Turned(Turn + 60);
        rig.Calls[0].Bodies.Single().ShouldBe(first);
        await StopAsync();
    }

    [Fact]
    public async Task A_turn_of_another_partition_tells_nothing()
    {
        await StartDeliveredAsync();
        steps.Do(() => room.Turned(1, Turn));
        rig.Calls.ShouldBeEmpty();
        await StopAsync();
    }

    private async Task StartAsync() => room = await steps.Do(() => rig.StartAsync(callsAtOnce: 4));

    /// <summary>Starts a pump, which delivers its block.</summary>
    private async Task StartDeliveredAsync()
    {
        rig.Calls.Clear();
        await StartAsync();
        foreach (var call in rig.Calls.ToList())
        {
            steps.Do(call.Take);
        }

        rig.Calls.Clear();
    }

    private async Task StopAsync() => await steps.Do(() => room.DisposeAsync());

    private void Turned(long now) => steps.Do(() => room.Turned(0, now));

    /// <summary>Takes the first message that is there; answers through when it says the stream is complete.</summary>
    private string Take()
    {
        var call = rig.Calls[0];
        rig.Calls.RemoveAt(0);
        using var json = JsonDocument.Parse(call.Bodies.Single());
        steps.Do(call.Take);
        return json.RootElement.GetProperty("complete_through").GetString()!;
    }
}
