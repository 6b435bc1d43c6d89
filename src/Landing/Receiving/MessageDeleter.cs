using Microsoft.Extensions.Logging;

namespace Millrace.Landing.Receiving;

/// <summary>Deletes what is stored; what cannot be deleted comes again and is known as a duplicate.</summary>
internal sealed class MessageDeleter(Func<Backoff> backoff, ILogger logger)
{
    private const int AttemptsMax = 3;

    /// <summary>Deletes at most ten messages of one queue.</summary>
    public async Task DeleteAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancel)
    {
        var queue = messages[0].Queue;
        var handles = messages.Select(message => message.ReceiptHandle).ToList();
        var waits = backoff();
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                var left = await queue.DeleteAsync(handles, cancel).ConfigureAwait(false);
                if (left > 0)
                {
                    LandingLog.NotDeleted(logger, left, queue.Queue.Text, "the queue refused them");
                }

                return;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                LandingLog.NotDeleted(logger, handles.Count, queue.Queue.Text, fault.Message);
                await waits.WaitAsync(cancel).ConfigureAwait(false);
            }
        }
    }
}
