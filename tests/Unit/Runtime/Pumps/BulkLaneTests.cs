using Millrace.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Pumps;

public sealed class BulkLaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly BulkLane lane = new(placesMax: 2);

    [Fact]
    public async Task A_place_goes_to_who_waits_longest()
    {
        var seats = Enumerable.Range(0, 5).Select(_ => new LaneSeat()).ToArray();
        var entries = seats.Select(seat => lane.EnterAsync(seat).AsTask()).ToArray();
        Placed(seats).ShouldBe([0, 1]);

        lane.Leave(seats[1]);
        await entries[2].WaitAsync(Patience, Cancel);
        Placed(seats).ShouldBe([0, 2]);

        // Whoever has none gives none back.
        lane.Leave(seats[1]);
        Placed(seats).ShouldBe([0, 2]);

        lane.Leave(seats[0]);
        lane.Leave(seats[2]);
        await Task.WhenAll(entries).WaitAsync(Patience, Cancel);
        Placed(seats).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_seat_that_is_given_up_gets_no_place_and_keeps_none_from_others()
    {
        LaneSeat[] seats = [new(), new(), new(), new()];
        var entries = seats.Select(seat => lane.EnterAsync(seat).AsTask()).ToArray();
        lane.GiveUp(seats[2]);
        await entries[2].WaitAsync(Patience, Cancel);

        // With a place already: it is kept until it is left.
        lane.GiveUp(seats[0]);
        Placed(seats).ShouldBe([0, 1]);
        lane.Leave(seats[0]);
        await entries[3].WaitAsync(Patience, Cancel);
        Placed(seats).ShouldBe([1, 3]);

        lane.Leave(seats[1]);
        await lane.EnterAsync(seats[2]);
        Placed(seats).ShouldBe([3]);
    }

    [Fact]
    public async Task What_is_cancelled_while_it_waits_is_not_done()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        LaneSeat[] seats = [new(), new()];
        await lane.EnterAsync(seats[0]);
        await lane.EnterAsync(seats[1]);
        var isDone = false;
        var act = lane.InPlaceAsync(() => ValueTask.FromResult(isDone = true), stopping.Token).AsTask();
        stopping.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(act);
        isDone.ShouldBeFalse();

        lane.Leave(seats[0]);
        (await lane.InPlaceAsync(() => ValueTask.FromResult(true), Cancel).AsTask().WaitAsync(Patience, Cancel)).ShouldBeTrue();
    }

    private static List<int> Placed(LaneSeat[] seats) =>
        [.. Enumerable.Range(0, seats.Length).Where(seat => seats[seat].HasPlace)];
}
