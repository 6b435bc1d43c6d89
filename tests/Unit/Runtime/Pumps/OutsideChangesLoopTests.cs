using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Pumps;

public sealed class OutsideChangesLoopTests
{
    [Fact]
    public async Task A_pump_stops_once_another_process_has_ended_its_subscription_also_after_a_look_that_failed()
    {
        var (rig, changes, told) = (new PumpRig(rows: 1, messagesMax: 1), new Changes(), new List<string>());
        await using var room = await rig.StartAsync(callsAtOnce: 1);
        using var stop = new CancellationTokenSource();
        var every = TimeSpan.FromSeconds(1);
        var loop = OutsideChangesLoop.RunAsync(changes, room, every, rig.Time, told.Add, stop.Token);

        // Nobody has written: the store is not asked, whatever stands there.
        rig.IsEnded = true;
        rig.Time.Advance(every);
        room.Statuses.Count.ShouldBe(1);

        changes.Next = () => throw new IOException("the disk is gone");
        rig.Time.Advance(every);
        told.Single().ShouldContain("the disk is gone");
        room.Statuses.Count.ShouldBe(1);

        changes.Next = () => true;
        rig.Time.Advance(every);
        room.Statuses.ShouldBeEmpty();
        await stop.CancelAsync();
        await loop;
    }

    private sealed class Changes : IOutsideChanges
    {
        public Func<bool> Next { get; set; } = () => false;

        public ValueTask<bool> AnyAsync(CancellationToken cancel) => new(Next());
    }
}
