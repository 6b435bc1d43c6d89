using Microsoft.Extensions.Logging;
using Millrace.Landing.Receiving;

namespace Millrace.Landing.Confirming;

/// <summary>Takes confirmations one after another, keeps what became of each, then deletes the message.</summary>
internal sealed class ConfirmationWorker(
    Confirmer confirmer,
    LandingStore store,
    MessageDeleter deleter,
    Func<Backoff> backoff,
    ILogger logger
)
{
    private const int AttemptsMax = 3;

    /// <summary>A confirmation that the world did not let through stays in its queue and comes again.</summary>
    public async Task ConfirmAsync(ReceivedMessage message, CancellationToken cancel)
    {
        var document = message.Confirmation!;
        var waits = backoff();
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                if (await TryAsync(document, cancel).ConfigureAwait(false))
                {
                    await deleter.DeleteAsync([message], cancel).ConfigureAwait(false);
                    return;
                }
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                LandingLog.NotConfirmed(logger, document.TopicArn, fault.Message);
            }

            await waits.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(ConfirmationDocument document, CancellationToken cancel)
    {
        var verdict = await confirmer.ConfirmAsync(document, cancel).ConfigureAwait(false);
        switch (verdict.Outcome)
        {
            case ConfirmationOutcome.Confirmed:
                await store.ConfirmedAsync(document, verdict.Detail, cancel).ConfigureAwait(false);
                LandingLog.Confirmed(logger, document.TopicArn);
                return true;
            case ConfirmationOutcome.Refused:
                await store.QuarantineAsync(document, verdict.Detail, cancel).ConfigureAwait(false);
                LandingLog.NotConfirmed(logger, document.TopicArn, verdict.Detail);
                return true;
            default:
                LandingLog.NotConfirmed(logger, document.TopicArn, verdict.Detail);
                return false;
        }
    }
}
