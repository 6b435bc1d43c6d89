using Millrace.Runtime.Notices;
using Millrace.Runtime.Retention;

namespace Millrace.Runtime.Ports;

/// <summary>
/// The outbox of notices. What changes a subscription puts its notice there in the same write, whichever program makes it; there it stays
/// until the platform has taken it. The outbox is bounded: where it is full, the oldest go.
/// </summary>
public interface INoticeStore
{
    /// <summary>Whether notices are kept from now on. Where they are not, none is, and those that wait go.</summary>
    ValueTask KeepNoticesAsync(bool areKept, CancellationToken cancel);

    /// <summary>
    /// Puts in what of these warnings was not told yet, or only of a smaller share, and what was dropped since that was told, at most once
    /// a day for each subscription.
    /// </summary>
    /// <param name="warnings">All that there are now: one that is not among them is told again when it comes back.</param>
    ValueTask TellAsync(IReadOnlyList<OwnerWarning> warnings, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The one to be sent now: the oldest of those that were refused least often; null: none waits.</summary>
    ValueTask<Notice?> FirstNoticeAsync(CancellationToken cancel);

    /// <summary>It was taken.</summary>
    ValueTask RemoveNoticeAsync(long sequence, CancellationToken cancel);

    /// <summary>It was refused: others go before it.</summary>
    ValueTask NoteRefusedAsync(long sequence, CancellationToken cancel);

    /// <summary>Takes out those of before a time, and answers what they say of which subscription.</summary>
    ValueTask<IReadOnlyList<(string Subscription, NoticeContent Content)>> EndNoticesAsync(
        DateTimeOffset before,
        CancellationToken cancel
    );

    /// <summary>How many have gone for want of room since this was asked last.</summary>
    ValueTask<long> TakeLostAsync(CancellationToken cancel);
}
