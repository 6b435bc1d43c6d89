using Millrace.Runtime.Ports;

namespace Millrace.Runtime.DeadLetters;

/// <summary>Sends dead letters to their destination once more; those that it takes are letters no more.</summary>
public sealed class Redrive(IDeadLetterStore store, IDeliveryStore delivery, IDestinationFactory destinations, TimeProvider wall)
{
    public async ValueTask<LettersSent> SendAsync(
        string subscription,
        DestinationAddress address,
        IReadOnlyList<LetterText> letters,
        CancellationToken cancel
    )
    {
        await using var destination = destinations.Open(address);
        var (sent, left, why) = (0, 0, (string?)null);
        foreach (var call in letters.Chunk(destination.MessagesMax))
        {
            var outcomes = await destination.DeliverAsync(
                [.. call.Select(text => new OutgoingMessage(text.Body, text.Letter.Place))],
                cancel
            );
            cancel.ThrowIfCancellationRequested();
            var taken = call.Where((_, index) => outcomes[index] is DeliveryOutcome.Delivered).ToList();
            if (taken.Count > 0)
            {
                await store.RemoveDeadLettersAsync(subscription, [.. taken.Select(text => text.Letter.Place)], cancel);
            }

            if (taken.Count < call.Length)
            {
                why ??= outcomes.First(outcome => outcome is not DeliveryOutcome.Delivered).Reason;
                await NoteAsync(subscription, call, outcomes, cancel);
            }

            (sent, left) = (sent + taken.Count, left + call.Length - taken.Count);
        }

        return new LettersSent(sent, left, why);
    }

    /// <summary>They are there, so that there is room for them.</summary>
    private async ValueTask NoteAsync(
        string subscription,
        LetterText[] call,
        IReadOnlyList<DeliveryOutcome> outcomes,
        CancellationToken cancel
    )
    {
        var now = wall.GetUtcNow();
        var tried = call.Zip(outcomes)
            .Where(pair => pair.Second is not DeliveryOutcome.Delivered)
            .Select(pair => pair.First.Letter with { Since = now, Why = pair.Second.Reason! });
        await delivery.AddDeadLettersAsync(subscription, [.. tried], int.MaxValue, cancel);
    }
}
