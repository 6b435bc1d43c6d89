namespace Millrace.Runtime.Ports;

/// <summary>The pump's side of the registry: which standing orders there are, and how far each was delivered.</summary>
public interface IDeliveryStore
{
    /// <summary>Every ACTIVE subscription with its saved cursor.</summary>
    ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel);

    /// <summary>Saves cursors; a crash before it means that messages are delivered again, with the same ids and bytes.</summary>
    ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel);

    /// <summary>
    /// Remembers since when a destination takes nothing, until a cursor is saved: a restart does not begin anew. Where that is longer
    /// ago than is borne, the subscription becomes SUSPENDED; answers whether it did.
    /// </summary>
    ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    );

    /// <summary>
    /// Sets messages aside that a destination does not take, so that the stream goes on without them; one that is there already gets the new
    /// reason. False where the subscription has as many as may be: then none is kept. A store that keeps none answers that always.
    /// </summary>
    ValueTask<bool> AddDeadLettersAsync(string id, IReadOnlyList<DeadLetter> letters, int max, CancellationToken cancel) =>
        ValueTask.FromResult(false);

    /// <summary>How many messages of a subscription are set aside.</summary>
    ValueTask<long> CountDeadLettersAsync(string id, CancellationToken cancel) => ValueTask.FromResult(0L);
}

/// <summary>One message that a destination did not take, by its place: the text is that of its block.</summary>
/// <param name="Place">The publication and the row.</param>
/// <param name="Since">When it was set aside, or was last tried.</param>
public sealed record DeadLetter(StreamCursor Place, DateTimeOffset Since, string Why);

/// <summary>One confirmed subscription, as the pump works on it.</summary>
/// <param name="QueueArn">Where the messages go: a queue, or a stream.</param>
/// <param name="Firehose">How a stream is entered; null: it is a queue.</param>
public sealed record StandingOrder(
    string SubscriptionId,
    StreamId Stream,
    string QueueArn,
    StreamCursor Cursor,
    FirehoseAccess? Firehose = null
)
{
    public DestinationAddress Address => new(QueueArn, Firehose);

    /// <summary>
    /// Through when it was told that the stream is complete, unix seconds; <see cref="NothingTold"/> before the first time; null where it
    /// does not ask to be told.
    /// </summary>
    public long? ToldThrough { get; init; }

    public const long NothingTold = 0;

    /// <summary>Whether messages of entities say who changed what.</summary>
    public bool WantsChanges { get; init; }
}

/// <summary>A place in a stream: everything before it was delivered.</summary>
/// <param name="Publication">Number of the block that is next or under way; 0 is the beginning of all.</param>
/// <param name="Row">First row of that block that was not delivered; past its last row when the block is done.</param>
public readonly record struct StreamCursor(long Publication, int Row)
{
    /// <summary>The cursor after everything up to and with a publication.</summary>
    public static StreamCursor After(long publication) => new(publication + 1, 0);

    /// <summary>True where the row of that block was delivered.</summary>
    public bool IsPast(long publication, int row) => publication < Publication || (publication == Publication && row < Row);
}

/// <param name="ToldThrough">Of <see cref="StandingOrder.ToldThrough"/>, for one that asks to be told.</param>
public readonly record struct SavedCursor(string SubscriptionId, StreamCursor Cursor, long? ToldThrough = null);
