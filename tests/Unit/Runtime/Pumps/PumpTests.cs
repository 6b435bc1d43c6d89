using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime.Pumps;

/// <summary>How a stream is handed to its destination: in rounds, whose messages share memory that is used again.</summary>
public sealed class PumpTests
{
    [Fact]
    public async Task A_block_goes_out_in_rounds_of_calls_each_after_the_one_before_is_answered()
    {
        var rig = new PumpRig(rows: 5, messagesMax: 2);
        await using var room = await rig.StartAsync(callsAtOnce: 2);

        rig.Calls.SelectMany(call => call.Bodies).ShouldBe(rig.Bodies.Take(4));
        rig.Calls[1].Take();
        rig.Calls.Count.ShouldBe(2);
        rig.Calls[0].Take();
        rig.Calls.Count.ShouldBe(3);
        rig.Calls[2].Bodies.ShouldBe(rig.Bodies.Skip(4));
        rig.Calls[2].Take();

        room.Statuses.Single().Cursor.ShouldBe(StreamCursor.After(5));
        room.Statuses.Single().Delivered.ShouldBe(5);
    }

    [Fact]
    public async Task A_call_that_fails_leaves_the_messages_of_the_others_as_they_are()
    {
        var rig = new PumpRig(rows: 4, messagesMax: 1);
        await using var room = await rig.StartAsync(callsAtOnce: 2);

        rig.Calls[0].Answer.SetException(new InvalidOperationException("broken"));
        rig.Calls.Count.ShouldBe(2);
        rig.Failures.ShouldBeEmpty();
        rig.Calls[1].Bodies.ShouldBe([rig.Bodies[1]]);

        rig.Calls[1].Take();
        rig.Failures.Single().ShouldContain("broken");
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        rig.Calls.Skip(2).SelectMany(call => call.Bodies).ShouldBe(rig.Bodies.Take(2));
    }

    [Fact]
    public async Task Without_room_for_its_cursor_a_stream_goes_on_and_the_newest_place_is_saved_when_there_is_room()
    {
        var rig = new PumpRig(rows: 6, messagesMax: 1) { IsFull = true };
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        var sent = new List<byte[]>();
        for (var call = 0; call < 6; call++)
        {
            sent.AddRange(rig.Calls[call].Bodies);
            rig.Calls[call].Take();
        }

        await SecondsUntilAsync(rig, () => rig.SavesRefused > 2);
        rig.Saved.ShouldBe(default);
        rig.Failures.ShouldHaveSingleItem().ShouldContain("cursors could not be saved");
        rig.IsFull = false;
        await SecondsUntilAsync(rig, () => rig.Saved.Cursor == StreamCursor.After(5));
        sent.ShouldBe(rig.Bodies);
    }

    [Fact]
    public async Task Only_what_was_not_taken_goes_again()
    {
        var rig = new PumpRig(rows: 3, messagesMax: 10);
        await using var room = await rig.StartAsync(callsAtOnce: 1);

        rig.Calls[0]
            .Answer.SetResult([
                DeliveryOutcome.Delivered.Instance,
                new DeliveryOutcome.RetryAfter(null, "busy"),
                DeliveryOutcome.Delivered.Instance,
            ]);
        rig.Calls.Count.ShouldBe(1);
        rig.Failures.ShouldBe(["busy"]);
        rig.Taken.ShouldBe(0);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        rig.Calls[1].Bodies.ShouldBe([rig.Bodies[1]]);
        rig.Calls[1].Take();
        rig.Taken.ShouldBe(1);

        room.Statuses.Single().Delivered.ShouldBe(3);
    }

    [Fact]
    public async Task A_destination_that_takes_nothing_for_23_days_ends_the_subscription()
    {
        var rig = new PumpRig(rows: 1, messagesMax: 1);
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        var began = rig.Time.GetUtcNow();
        for (var failures = 0; failures <= 23 * 24 && room.Statuses.Count > 0; failures++)
        {
            rig.Calls[^1].Answer.SetResult([new DeliveryOutcome.RetryAfter(TimeSpan.FromHours(1), "no such queue")]);
            rig.Time.Advance(TimeSpan.FromHours(1));
        }

        room.Statuses.ShouldBeEmpty();
        rig.Notes.ShouldAllBe(note => note.Since == began);
        rig.Notes[0].Now.ShouldBe(began + TimeSpan.FromHours(1));
        rig.Notes[^1].Now.ShouldBe(began + TimeSpan.FromDays(23));
        rig.Failures[^1].ShouldBe("SUSPENDED: the destination has taken nothing for 23 days or more. no such queue");
        var calls = rig.Calls.Count;
        rig.Time.Advance(TimeSpan.FromDays(1));
        rig.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task A_failure_that_ends_leaves_no_trace()
    {
        var rig = new PumpRig(rows: 2, messagesMax: 1);
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        var wait = TimeSpan.FromMinutes(59);
        rig.Calls[0].Answer.SetResult([new DeliveryOutcome.RetryAfter(wait, "busy")]);
        rig.Time.Advance(wait);
        rig.Calls[1].Take();
        rig.Calls[2].Answer.SetResult([new DeliveryOutcome.RetryAfter(wait, "busy")]);
        rig.Time.Advance(wait);
        rig.Calls[3].Take();

        rig.Notes.ShouldBeEmpty();
        room.Statuses.Single().Cursor.ShouldBe(StreamCursor.After(5));
    }

    [Fact]
    public async Task A_subscription_that_another_process_ends_gets_nothing_more()
    {
        var rig = new PumpRig(rows: 2, messagesMax: 1);
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        await room.RemoveEndedAsync(TestContext.Current.CancellationToken);
        room.Statuses.Count.ShouldBe(1);

        rig.IsEnded = true;
        await room.RemoveEndedAsync(TestContext.Current.CancellationToken);
        room.Statuses.ShouldBeEmpty();
        rig.Calls.Count.ShouldBe(1);
    }

    /// <summary>Cursors are saved beside the pump: a second goes by, and again, until it is so.</summary>
    private static async Task SecondsUntilAsync(PumpRig rig, Func<bool> isSo)
    {
        for (var second = 0; second < 500 && !isSo(); second++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        isSo().ShouldBeTrue();
    }
}
