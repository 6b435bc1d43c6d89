using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Millrace.Landing.Receiving;

/// <summary>
/// Stores what the receivers bring: everything that waits goes into one transaction, and only what is committed goes on to be
/// deleted. While the file takes nothing at all, what waits is kept, and so nothing more is received: it is not received again and again until a
/// queue takes it for undeliverable.
/// </summary>
internal sealed class MessageWriter(
    LandingStore store,
    LandingOptions options,
    Func<Backoff> backoff,
    PendingMessages pending,
    ChannelWriter<IReadOnlyList<ReceivedMessage>> stored,
    ILogger logger
)
{
    private const int AttemptsMax = 3;

    /// <summary>Runs until nothing more comes.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (await pending.WaitToReadAsync(cancel).ConfigureAwait(false))
            {
                var batch = new List<ReceivedMessage>();
                var characters = 0L;
                while (
                    batch.Count < options.BatchMessagesMax
                    && characters < options.PendingCharactersMax
                    && pending.TryRead(out var message)
                )
                {
                    batch.Add(message);
                    characters += message.Message.Body.Length;
                }

                await StoreAsync(batch, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            stored.Complete();
        }
    }

    private async Task StoreAsync(List<ReceivedMessage> batch, CancellationToken cancel)
    {
        var waits = backoff();
        for (var attempt = 1; attempt <= AttemptsMax; )
        {
            var (isStored, isFileAtFault) = await TryStoreAsync(batch, cancel).ConfigureAwait(false);
            if (isStored)
            {
                return;
            }

            attempt += isFileAtFault ? 0 : 1;
            await waits.WaitAsync(cancel).ConfigureAwait(false);
        }

        // One message that the store cannot take must not hold back the others: each has its own try, and what fails then stays
        // in its queue, comes again, and ends in the queue's own dead letters.
        if (batch.Count > 1)
        {
            foreach (var message in batch)
            {
                await TryStoreAsync([message], cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task<(bool IsStored, bool IsFileAtFault)> TryStoreAsync(List<ReceivedMessage> batch, CancellationToken cancel)
    {
        try
        {
            await store.StoreAsync([.. batch.Select(message => message.Message)], cancel).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LandingLog.NotStored(logger, batch.Count, fault.Message);
            return (false, fault is LandingFileException);
        }

        foreach (var queue in batch.GroupBy(message => message.Queue))
        {
            foreach (var part in queue.Chunk(QueueConnection.MessagesPerCall))
            {
                await stored.WriteAsync(part, cancel).ConfigureAwait(false);
            }
        }

        return (true, false);
    }
}
