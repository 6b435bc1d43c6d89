namespace Millrace.Runtime.Ports;

/// <summary>The owner's side of dead letters; the pump adds them through <see cref="IDeliveryStore"/>.</summary>
public interface IDeadLetterStore
{
    /// <summary>Those of a subscription behind a place, in the order of its stream.</summary>
    ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(
        string subscription,
        StreamCursor after,
        int max,
        CancellationToken cancel
    );

    /// <summary>Those of these places that there are, in the order of its stream.</summary>
    ValueTask<IReadOnlyList<DeadLetter>> FindDeadLettersAsync(
        string subscription,
        IReadOnlyList<StreamCursor> places,
        CancellationToken cancel
    );

    /// <summary>Takes them away, all where no places are given; answers how many there were.</summary>
    ValueTask<int> RemoveDeadLettersAsync(string subscription, IReadOnlyList<StreamCursor>? places, CancellationToken cancel);
}
