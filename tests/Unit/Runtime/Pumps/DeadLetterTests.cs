using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>What a destination refuses for what it is does not hold up the stream.</summary>
public sealed class DeadLetterTests
{
    private static readonly DeliveryOutcome Unfit = new DeliveryOutcome.Refused("too long") { IsOfMessage = true };
    private static readonly DeliveryOutcome Denied = new DeliveryOutcome.Refused("denied");
    private static readonly DeliveryOutcome Taken = DeliveryOutcome.Delivered.Instance;

    [Fact]
    public async Task It_is_set_aside_with_its_place_and_reason_and_the_stream_goes_on()
    {
        var rig = new PumpRig(rows: 5, messagesMax: 3);
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        rig.Calls[0].Answer.SetResult([Taken, Unfit, Taken]);

        rig.Letters.ShouldBe([new DeadLetter(new StreamCursor(5, 1), rig.Time.GetUtcNow(), "too long")]);
        rig.Calls[1].Bodies.ShouldBe(rig.Bodies.Skip(3));
        rig.Calls[1].Take();
        room.Statuses.Single()
            .ShouldSatisfyAllConditions(
                status => status.Cursor.ShouldBe(StreamCursor.After(5)),
                status => status.Delivered.ShouldBe(4),
                status => status.IsIdle.ShouldBeTrue()
            );
        rig.Failures.Single().ShouldContain("dead letter");
    }

    [Fact]
    public async Task What_is_refused_for_the_queue_is_none_and_goes_again()
    {
        var rig = new PumpRig(rows: 2, messagesMax: 2);
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        rig.Calls[0].Answer.SetResult([Unfit, Denied]);
        rig.Letters.Count.ShouldBe(1);
        room.TroubleOf("s1").ShouldBe("denied");
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        rig.Calls[1].Bodies.ShouldBe([rig.Bodies[1]]);
        room.Statuses.Single().IsIdle.ShouldBeFalse();
        rig.Calls[1].Take();
        room.Statuses.Single().Delivered.ShouldBe(1);
    }

    [Fact]
    public async Task Where_there_is_no_room_the_stream_waits()
    {
        var rig = new PumpRig(rows: 3, messagesMax: 3) { LettersMax = 1 };
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        rig.Calls[0].Answer.SetResult([Unfit, Taken, Unfit]);

        rig.Letters.ShouldBeEmpty();
        rig.Failures[0].ShouldContain("the stream with them");
        rig.Calls.Count.ShouldBe(1);
        rig.LettersMax = 2;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        rig.Calls[1].Bodies.ShouldBe([rig.Bodies[0], rig.Bodies[2]]);
        rig.Calls[1].Answer.SetResult([Unfit, Unfit]);
        rig.Letters.Select(letter => letter.Place.Row).ShouldBe([0, 2]);
        room.Statuses.Single().Cursor.ShouldBe(StreamCursor.After(5));
    }
}
