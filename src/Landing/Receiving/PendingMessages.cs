using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Millrace.Landing.Receiving;

/// <summary>Messages received and not yet stored, bounded by their count and by the characters of their bodies.</summary>
internal sealed class PendingMessages(int messagesMax, long charactersMax)
{
    private readonly Channel<ReceivedMessage> channel = Channel.CreateBounded<ReceivedMessage>(messagesMax);
    private readonly Lock gate = new();
    private TaskCompletionSource room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long characters;

    /// <summary>Waits until there is room. A body larger than all the room still passes, alone.</summary>
    public async ValueTask WriteAsync(ReceivedMessage message, CancellationToken cancel)
    {
        while (!TryEnter(message.Message.Body.Length, out var wait))
        {
            await wait.WaitAsync(cancel).ConfigureAwait(false);
        }

        await channel.Writer.WriteAsync(message, cancel).ConfigureAwait(false);
    }

    public void Complete() => channel.Writer.Complete();

    /// <summary>False when nothing more comes.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancel) => channel.Reader.WaitToReadAsync(cancel);

    public bool TryRead([NotNullWhen(true)] out ReceivedMessage? message)
    {
        if (!channel.Reader.TryRead(out message))
        {
            return false;
        }

        lock (gate)
        {
            characters -= message.Message.Body.Length;
            room.TrySetResult();
        }

        return true;
    }

    private bool TryEnter(int length, out Task wait)
    {
        lock (gate)
        {
            if (characters == 0 || characters + length <= charactersMax)
            {
                characters += length;
                wait = Task.CompletedTask;
                return true;
            }

            if (room.Task.IsCompleted)
            {
                room = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            wait = room.Task;
            return false;
        }
    }
}
