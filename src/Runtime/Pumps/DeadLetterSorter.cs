using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// The one place that decides what of a call goes again: all that the destination did not take, but for messages that it refuses for what
/// they are. Those are set aside as dead letters, and the stream goes on without them.
/// </summary>
internal sealed class DeadLetterSorter(PumpOptions options, IDeliveryStore store, TimeProvider wall, Action<string, string> tell)
{
    /// <returns>What goes again.</returns>
    public async ValueTask<IReadOnlyList<OutgoingMessage>> LeftOfAsync(
        string subscription,
        IReadOnlyList<OutgoingMessage> messages,
        IReadOnlyList<DeliveryOutcome> outcomes,
        CancellationToken cancel
    )
    {
        if (outcomes.All(outcome => outcome is DeliveryOutcome.Delivered))
        {
            return [];
        }

        var isDead = await SetAsideAsync(subscription, messages, outcomes, cancel);
        return
        [
            .. messages.Where(
                (_, index) => outcomes[index] is not DeliveryOutcome.Delivered && !(isDead && IsUnfit(outcomes[index]))
            ),
        ];
    }

    /// <returns>Whether nobody has to send them again.</returns>
    private async ValueTask<bool> SetAsideAsync(
        string subscription,
        IReadOnlyList<OutgoingMessage> messages,
        IReadOnlyList<DeliveryOutcome> outcomes,
        CancellationToken cancel
    )
    {
        var now = wall.GetUtcNow();
        var letters = new List<DeadLetter>();
        for (var index = 0; index < outcomes.Count; index++)
        {
            if (IsUnfit(outcomes[index]) && messages[index].Place is { } place)
            {
                letters.Add(new DeadLetter(place, now, ((DeliveryOutcome.Refused)outcomes[index]).Why));
            }
        }

        if (letters.Count == 0)
        {
            return true;
        }

        var isKept = await store.AddDeadLettersAsync(subscription, letters, options.DeadLettersMax, cancel);
        tell(
            subscription,
            isKept
                ? $"{letters.Count} messages are set aside as dead letters: {letters[0].Why}"
                : $"{options.DeadLettersMax} dead letters wait, and the stream with them: {letters[0].Why}"
        );
        return isKept;
    }

    private static bool IsUnfit(DeliveryOutcome outcome) => outcome is DeliveryOutcome.Refused { IsOfMessage: true };
}
