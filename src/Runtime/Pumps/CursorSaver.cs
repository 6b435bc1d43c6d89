using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// Saves the cursors of all pumps, many in one write, at most once in a stated time. While they cannot be saved, delivery goes on, and the
/// newest place of each is kept: a crash then repeats all that was sent since the last save.
/// </summary>
internal sealed class CursorSaver : IAsyncDisposable
{
    private readonly PumpServices services;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly WakeSignal wake = new();
    private readonly Task loop;
    private bool isFailing;
    private Dictionary<string, (StreamCursor Cursor, long? Told)> moved = [];

    public CursorSaver(PumpServices services)
    {
        this.services = services;
        loop = RunAsync();
    }

    /// <param name="told">Through when the subscription was told that its stream is complete; null: as before.</param>
    public void Mark(string subscriptionId, StreamCursor cursor, long? told)
    {
        lock (gate)
        {
            moved[subscriptionId] = (cursor, told);
        }

        wake.Set();
    }

    /// <summary>Saves what is left; pumps must have stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping.Cancel();
        await loop;
        await SaveAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await wake.WaitAsync(stopping.Token);
                await SaveAsync();
                await Task.Delay(services.Options.SaveEvery, services.WallTime, stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The last save is made when the saver is disposed.
        }
    }

    private async Task SaveAsync()
    {
        Dictionary<string, (StreamCursor Cursor, long? Told)> saving;
        lock (gate)
        {
            (saving, moved) = (moved, []);
        }

        if (saving.Count == 0)
        {
            return;
        }

        try
        {
            await services.Store.SaveCursorsAsync(
                [.. saving.Select(pair => new SavedCursor(pair.Key, pair.Value.Cursor, pair.Value.Told))],
                CancellationToken.None
            );
            isFailing = false;
        }
        catch (Exception fault)
        {
            // Kept for the next time; newer places win. Told once, since it is tried again every moment.
            if (!isFailing)
            {
                services.Failed("", $"cursors could not be saved, which is tried again: {fault.Message}");
            }

            isFailing = true;
            lock (gate)
            {
                foreach (var (id, place) in saving)
                {
                    moved.TryAdd(id, place);
                }
            }

            wake.Set();
        }
    }
}
