using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime;

/// <summary>When the files are written anew, and what happens where they cannot be.</summary>
public sealed class EraserTests : IErasureStore, IScrubbed
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly FakeTimeProvider wall = new();
    private readonly List<string> told = [];
    private DateTimeOffset? owedSince;
    private bool isFull;
    private int scrubs;

    [Fact]
    public async Task What_is_owed_is_paid_when_the_first_one_has_waited_a_day_and_not_before()
    {
        var eraser = NewEraser();
        await eraser.FinishAsync(Cancel);
        scrubs.ShouldBe(0);

        owedSince = wall.GetUtcNow();
        wall.Advance(Day - TimeSpan.FromSeconds(1));
        await eraser.FinishAsync(Cancel);
        scrubs.ShouldBe(0);

        wall.Advance(TimeSpan.FromSeconds(1));
        await eraser.FinishAsync(Cancel);
        await eraser.FinishAsync(Cancel);
        scrubs.ShouldBe(1);
    }

    [Fact]
    public async Task A_disk_without_room_is_asked_again_after_a_minute_and_told_each_time()
    {
        (owedSince, isFull) = (wall.GetUtcNow() - Day, true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = NewEraser().RunAsync(TimeSpan.FromSeconds(1), told.Add, stop.Token);
        for (var second = 0; second < 150; second++)
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        told.Count.ShouldBeInRange(2, 3);
        told.ShouldAllBe(text => text.Contains("goes on: The ledger has no room"));

        isFull = false;
        for (var second = 0; second < 60 && owedSince is not null; second++)
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        owedSince.ShouldBeNull();
        await stop.CancelAsync();
        await running;
        scrubs.ShouldBe(1);
    }

    public ValueTask<IReadOnlyList<int>> ReadErasuresAsync(CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<int>>([]);

    public ValueTask<DateTimeOffset?> ScrubOwedSinceAsync(CancellationToken cancel) => ValueTask.FromResult(owedSince);

    public ValueTask ScrubAsync(CancellationToken cancel)
    {
        if (isFull)
        {
            throw new StorageFullException("ledger", new IOException("database or disk is full"));
        }

        scrubs++;
        owedSince = null;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> BeginErasureAsync(int account, DateTimeOffset now, CancellationToken cancel) =>
        throw new InvalidOperationException("No account is erased here.");

    public ValueTask EndErasuresAsync(IReadOnlyList<int> accounts, DateTimeOffset now, CancellationToken cancel) =>
        throw new InvalidOperationException("No account is erased here.");

    private Eraser NewEraser() => new(this, host: null!, this, _ => Task.CompletedTask, Day, wall);
}
