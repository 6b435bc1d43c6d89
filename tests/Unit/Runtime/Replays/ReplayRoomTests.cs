using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Unit.Runtime.Replays;

/// <summary>How a replay is sent: what of it, how fast, from where, and until when.</summary>
public sealed class ReplayRoomTests
{
    [Fact]
    public async Task The_records_of_the_range_and_no_others_go_with_the_bytes_that_they_had()
    {
        var rig = new ReplayRig();
        var from = rig.Windows.Order().ElementAt(2);
        rig.Ask(from, from.AddHours(1));
        await using var room = rig.Start();
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        rig.Sent.ShouldBe(rig.Bodies.Where((_, row) => rig.Windows[row] == from));
        rig.Sent.Count.ShouldBe(2);
        (rig.Replay.Status, rig.Replay.Sent, rig.Replay.Progress).ShouldBe((ReplayStatus.Completed, 2, 1));
    }

    [Fact]
    public async Task It_goes_on_from_the_row_that_was_saved()
    {
        var rig = new ReplayRig();
        rig.Ask(rig.Windows.Min(), null, new StreamCursor(5, 4));
        await using var room = rig.Start();
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        rig.Sent.ShouldBe(rig.Bodies.Skip(4));
        rig.Replay.Cursor.ShouldBe(StreamCursor.After(5));
    }

    [Fact]
    public async Task It_keeps_to_its_rate_and_saves_how_far_it_is()
    {
        var rig = Slow();
        rig.Ask(rig.Windows.Min(), null);
        await using var room = rig.Start();

        rig.Sent.Count.ShouldBe(2);
        rig.Saved[^1].ShouldBe(new StreamCursor(5, 2));
        rig.Time.Advance(TimeSpan.FromSeconds(0.9));
        rig.Sent.Count.ShouldBe(2);
        rig.Time.Advance(TimeSpan.FromSeconds(0.1));
        rig.Sent.Count.ShouldBe(4);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Sent.Count.ShouldBe(6);
        rig.Replay.Status.ShouldBe(ReplayStatus.Running);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Replay.Status.ShouldBe(ReplayStatus.Completed);
    }

    [Fact]
    public async Task One_that_was_canceled_sends_nothing_more()
    {
        var rig = Slow();
        rig.Ask(rig.Windows.Min(), null);
        await using var room = rig.Start();
        rig.Replay = rig.Replay with { Status = ReplayStatus.Canceled };
        for (var minute = 0; minute < 5; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        rig.Sent.Count.ShouldBeLessThanOrEqualTo(4);
        rig.Replay.Status.ShouldBe(ReplayStatus.Canceled);
    }

    [Fact]
    public async Task A_destination_that_takes_nothing_for_a_day_fails_it_and_says_why()
    {
        var rig = new ReplayRig { Outcome = new DeliveryOutcome.Refused("no such queue") };
        rig.Ask(rig.Windows.Min(), null);
        await using var room = rig.Start();
        for (var minute = 0; minute < (24 * 60) - 1; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        (rig.Replay.Status, rig.Replay.Why).ShouldBe((ReplayStatus.Running, "no such queue"));
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        (rig.Replay.Status, rig.Replay.Why).ShouldBe((ReplayStatus.Failed, "no such queue"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_keeps_no_place_of_the_pumps_while_it_waits_for_its_destination_or_its_rate(bool isHeld)
    {
        var held = new TaskCompletionSource();
        var rig = new ReplayRig { Held = isHeld ? held.Task : null };
        rig.Ask(rig.Windows.Min(), null);
        await using var room = rig.Start();
        var sent = rig.Sent.Count;
        var place = rig.Pumps.Bulk.InPlaceAsync(() => ValueTask.FromResult(true), TestContext.Current.CancellationToken);
        var isFree = place.IsCompletedSuccessfully;
        held.SetResult();

        sent.ShouldBe(isHeld ? 0 : 2);
        isFree.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_not_taken_goes_again()
    {
        var rig = new ReplayRig { Outcome = new DeliveryOutcome.RetryAfter(null, "busy") };
        rig.Ask(rig.Windows.Min(), null);
        await using var room = rig.Start();
        rig.Replay.Why.ShouldBe("busy");
        rig.Outcome = DeliveryOutcome.Delivered.Instance;
        for (var second = 0; second < 5; second++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        rig.Sent.ShouldBe(rig.Bodies);
        (rig.Replay.Status, rig.Replay.Why).ShouldBe((ReplayStatus.Completed, null));
    }

    [Fact]
    public async Task Without_room_to_save_it_goes_on_once_and_is_completed_when_there_is_room()
    {
        var rig = Slow();
        rig.IsFull = true;
        rig.Ask(rig.Windows.Min(), null);
        await using var room = rig.Start();
        for (var minute = 0; minute < 10; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        rig.Sent.ShouldBe(rig.Bodies);
        rig.Replay.Status.ShouldBe(ReplayStatus.Waiting);
        rig.IsFull = false;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        rig.Replay.Status.ShouldBe(ReplayStatus.Completed);
        rig.Sent.ShouldBe(rig.Bodies);
    }

    /// <summary>Two records a second, saved after each two.</summary>
    private static ReplayRig Slow() =>
        new()
        {
            Options = new()
            {
                RecordsPerSecond = 2,
                RowsAtOnce = 2,
                SaveEvery = TimeSpan.Zero,
            },
        };
}
