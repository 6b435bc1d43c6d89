using Millrace.Runtime.Ports;

namespace Millrace.App.Bench;

/// <summary>A delivery store that counts the streams of which a block was saved as done, and how long the saving took.</summary>
internal sealed class CountedCursors(IDeliveryStore store) : IDeliveryStore
{
    private long done;
    private long ticks;

    public long Done => Interlocked.Read(ref done);

    /// <summary>Wall time in which cursors were saved, one write at a time.</summary>
    public TimeSpan Saving => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public ValueTask<IReadOnlyList<StandingOrder>> ReadActiveAsync(CancellationToken cancel) => store.ReadActiveAsync(cancel);

    public ValueTask<bool> NoteFailingAsync(
        string id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan borne,
        CancellationToken cancel
    ) => store.NoteFailingAsync(id, since, now, borne, cancel);

    public ValueTask<bool> AddDeadLettersAsync(string id, IReadOnlyList<DeadLetter> letters, int max, CancellationToken cancel) =>
        store.AddDeadLettersAsync(id, letters, max, cancel);

    public ValueTask<long> CountDeadLettersAsync(string id, CancellationToken cancel) => store.CountDeadLettersAsync(id, cancel);

    public async ValueTask SaveCursorsAsync(IReadOnlyList<SavedCursor> cursors, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        await store.SaveCursorsAsync(cursors, cancel);
        Interlocked.Add(ref ticks, TimeProvider.System.GetElapsedTime(began).Ticks);
        Interlocked.Add(ref done, cursors.Count(saved => saved.Cursor.Row == 0));
    }
}
