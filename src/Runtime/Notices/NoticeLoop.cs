using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Notices;

/// <summary>
/// Sends the notices of the outbox to the platform's webhook, one after the other, the oldest first. While the webhook fails they keep their
/// order; one that it refuses goes behind those that it has refused less often, so that it holds up no other. What is too old is given up.
/// </summary>
/// <param name="tell">Takes one line for each thing that an operator should know.</param>
public sealed class NoticeLoop(
    NoticeOptions options,
    INoticeStore store,
    INoticeWebhook webhook,
    TimeProvider wall,
    Action<string> tell
)
{
    private int failures;
    private string lastTrouble = "";

    /// <summary>The webhook has it; the outbox may have it still, where that could not be written.</summary>
    private long taken;

    /// <summary>Sends until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) =>
        Repeating.RunAsync(
            RoundAsync,
            options.LookEvery,
            wall,
            fault => TellTrouble($"their outbox is not to be used now, which is tried again: {fault.Message}"),
            cancel
        );

    /// <summary>Sends all that wait, or until one is not taken and the wait for that is over.</summary>
    private async Task RoundAsync(CancellationToken cancel)
    {
        await TellLossesAsync(cancel);
        while (await store.FirstNoticeAsync(cancel) is { } notice)
        {
            if (notice.Sequence != taken && await SendAsync(notice, cancel) is not DeliveryOutcome.Delivered)
            {
                return;
            }

            taken = notice.Sequence;
            await store.RemoveNoticeAsync(notice.Sequence, cancel);
        }
    }

    private async Task<DeliveryOutcome> SendAsync(Notice notice, CancellationToken cancel)
    {
        var outcome = await webhook.SendAsync(notice.Id, NoticeBody.Write(notice), cancel);
        if (outcome is DeliveryOutcome.Delivered)
        {
            if (failures > 0)
            {
                tell("notices: they are taken again.");
            }

            (failures, lastTrouble) = (0, "");
            return outcome;
        }

        TellTrouble(
            $"{NoticeBody.TypeOf(notice.Content.Kind)} of {notice.SubscriptionId} is not taken, and goes again: {outcome.Reason}"
        );
        await Task.Delay(WaitAfter(outcome), wall, cancel);
        if (outcome is DeliveryOutcome.Refused)
        {
            await store.NoteRefusedAsync(notice.Sequence, cancel);
        }

        return outcome;
    }

    private TimeSpan WaitAfter(DeliveryOutcome outcome)
    {
        var wait = DoublingWait.After(options.RetryFirst, options.RetryMax, failures++);
        return outcome is DeliveryOutcome.RetryAfter { After: { } asked } && asked > wait
            ? (asked < options.RetryMax ? asked : options.RetryMax)
            : wait;
    }

    private async Task TellLossesAsync(CancellationToken cancel)
    {
        if (await store.TakeLostAsync(cancel) is > 0 and var lost)
        {
            tell($"notices: {lost} that were not taken are gone, the oldest, since too many wait.");
        }

        foreach (var (subscription, content) in await store.EndNoticesAsync(wall.GetUtcNow() - options.AgeMax, cancel))
        {
            tell(
                $"notices: {NoticeBody.TypeOf(content.Kind)} of {subscription} was not taken within {options.AgeMax.TotalDays:0.#} days and is given up: {content.Text}"
            );
        }
    }

    /// <summary>Once, however often it is found again.</summary>
    private void TellTrouble(string what)
    {
        if (what != lastTrouble)
        {
            tell($"notices: {what}");
        }

        lastTrouble = what;
    }
}
