using System.Threading.Channels;
using Millrace.Sandbox.StandIns;

namespace Millrace.Sandbox.Streams.Delivery;

/// <summary>Delivers what has waited as long as its stream lets it, on the wall clock, also after a restart.</summary>
internal sealed class DeliveryClock : IAsyncDisposable
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseMax = TimeSpan.FromDays(1);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly StandInServices services;
    private readonly StreamDelivery delivery;
    private readonly Task loop;

    public DeliveryClock(StandInServices services, StreamDelivery delivery)
    {
        this.services = services;
        this.delivery = delivery;
        loop = RunAsync();
    }

    /// <summary>There may be something that is due earlier than what was known.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <summary>Ends when the services close.</summary>
    public async ValueTask DisposeAsync() => await loop;

    private async Task RunAsync()
    {
        while (!services.Closing.IsCancellationRequested)
        {
            var next = services.WallTime.GetUtcNow() + AfterFault;
            try
            {
                next = await DeliverAsync();
            }
            catch (Exception fault)
            {
                // A full disk, say: what waits stays, and is tried again.
                StandInLog.DeliveryFailed(services.Log, fault);
            }

            await PauseAsync(next);
        }
    }

    /// <returns>When the next is due.</returns>
    private async Task<DateTimeOffset> DeliverAsync() =>
        await services.Store.DoAsync(
            turn =>
            {
                delivery.DeliverDue(turn);
                return turn.Streams.NextDueMs() is { } due
                    ? DateTimeOffset.FromUnixTimeMilliseconds(due)
                    : DateTimeOffset.MaxValue;
            },
            CancellationToken.None
        );

    private async Task PauseAsync(DateTimeOffset until)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(services.Closing);
        var woken = wake.Reader.WaitToReadAsync(over.Token).AsTask();
        var pause = until - services.WallTime.GetUtcNow();
        var passed = Task.Delay(
            pause < PauseMax ? TimeSpan.FromTicks(Math.Max(0, pause.Ticks)) : PauseMax,
            services.WallTime,
            over.Token
        );

        // The clock may have jumped between the look at it and the beginning of the wait.
        if (services.WallTime.GetUtcNow() < until)
        {
            await Task.WhenAny(woken, passed);
        }

        await over.CancelAsync();
        wake.Reader.TryRead(out _);
    }
}
