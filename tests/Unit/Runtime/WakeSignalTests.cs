using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime;

namespace Millrace.Unit.Runtime;

public sealed class WakeSignalTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly WakeSignal signal = new();

    [Fact]
    public async Task However_often_it_is_set_one_wait_takes_it_away()
    {
        signal.Set();
        signal.Set();
        await signal.TakeAsync();

        var second = signal.TakeAsync();
        second.IsCompleted.ShouldBeFalse();
        signal.Set();
        await second;
        signal.TakeAsync().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_ends_and_the_next_one_waits_again()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var wait = signal.WaitAsync(stopping.Token).AsTask();
        wait.IsCompleted.ShouldBeFalse();
        stopping.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(wait);
        await Should.ThrowAsync<OperationCanceledException>(signal.WaitAsync(stopping.Token).AsTask());

        var next = signal.WaitAsync(Cancel).AsTask();
        next.IsCompleted.ShouldBeFalse();
        signal.Set();
        await next;
    }

    [Fact]
    public async Task A_wait_ends_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        var wait = signal.WaitAsync(TimeSpan.FromSeconds(2), time, Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(1.9));
        wait.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));
        await wait.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    /// <summary>Every set is seen by the wait under way or by the next one: nothing that was counted before a set is missed.</summary>
    [Fact]
    public async Task No_set_is_lost_between_two_threads()
    {
        const int Last = 200_000;
        var done = 0;
        var setting = Task.Run(
            () =>
            {
                for (var number = 1; number <= Last; number++)
                {
                    Volatile.Write(ref done, number);
                    signal.Set();
                }
            },
            Cancel
        );
        var seen = 0;
        while (seen < Last)
        {
            await signal.TakeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            seen = Volatile.Read(ref done);
        }

        await setting;
    }
}
