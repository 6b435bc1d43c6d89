using System.Threading.Channels;

namespace Millrace.Runtime;

/// <summary>Wakes one waiting loop: however often it is set meanwhile, the loop goes round once.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Set() => signal.Writer.TryWrite(true);

    /// <summary>Takes the signal away where it is set.</summary>
    public void Clear() => signal.Reader.TryRead(out _);

    /// <summary>Waits until it is set, and takes it away.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel) => await signal.Reader.ReadAsync(cancel);

    /// <summary>Waits until it is set, and leaves it so.</summary>
    public async Task WhenSetAsync(CancellationToken cancel) => await signal.Reader.WaitToReadAsync(cancel);
}
