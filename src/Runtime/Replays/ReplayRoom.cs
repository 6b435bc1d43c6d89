namespace Millrace.Runtime.Replays;

/// <summary>
/// All replays under way in a process, a few at a time and one of a subscription. What is to be done stands in the store, so that a restart
/// goes on where the last process ended; what was sent since the last save goes again, with the same ids and bytes.
/// </summary>
public sealed class ReplayRoom : IAsyncDisposable
{
    private readonly ReplayServices services;
    private readonly CancellationTokenSource stopping = new();
    private readonly WakeSignal wake = new();
    private readonly Dictionary<string, Running> running = [];
    private readonly Task loop;

    public ReplayRoom(ReplayServices services)
    {
        this.services = services;
        loop = RunAsync();
    }

    /// <summary>There may be one to begin.</summary>
    public void Wake() => wake.Set();

    public async ValueTask DisposeAsync()
    {
        stopping.Cancel();
        await loop;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await BeginDueAsync();
                await wake.WaitAsync(services.Options.LookEvery, services.Pumps.WallTime, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The store says what is left; the next start goes on there.
            }
            catch (Exception fault)
            {
                Tell("", $"replays could not be read, and are looked for again: {fault.Message}");
                await PauseAsync();
            }
        }

        foreach (var one in running.Values)
        {
            await one.Sending;
        }
    }

    private async Task BeginDueAsync()
    {
        foreach (var (id, one) in running.ToList())
        {
            if (one.Sending.IsCompleted)
            {
                await one.Sending;
                running.Remove(id);
            }
        }

        // Who is held up by a destination keeps nobody waiting whose destination takes what it is sent.
        var room = Math.Min(
            services.Options.AtOnceMax - running.Values.Count(one => !one.IsHeldUp),
            services.Options.OpenMax - running.Count
        );
        var due = room > 0 ? await services.Store.ReadDueReplaysAsync(stopping.Token) : [];
        foreach (var one in due.Where(one => !running.ContainsKey(one.Order.SubscriptionId)).Take(room).ToList())
        {
            var begun = new Running();
            running.Add(one.Order.SubscriptionId, begun);
            begun.Sending = SendAsync(one, begun);
        }
    }

    /// <summary>One that fails is begun again from what was saved, after a pause.</summary>
    private async Task SendAsync(DueReplay due, Running one)
    {
        try
        {
            await using var replayer = new Replayer(due, services, isHeld => HoldUp(one, isHeld));
            await replayer.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The store says what is left.
        }
        catch (Exception fault)
        {
            Tell(due.Order.SubscriptionId, $"replay {due.Replay.Id} is begun again from its last save: {fault.Message}");
            await PauseAsync();
        }

        wake.Set();
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(services.Options.LookEvery, services.Pumps.WallTime, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }

    private void Tell(string subscription, string why) => services.Pumps.Failed(subscription, why);

    private void HoldUp(Running one, bool isHeld)
    {
        one.IsHeldUp = isHeld;
        wake.Set();
    }

    private sealed class Running
    {
        private volatile bool isHeldUp;

        public bool IsHeldUp
        {
            get => isHeldUp;
            set => isHeldUp = value;
        }

        public Task Sending { get; set; } = Task.CompletedTask;
    }
}
