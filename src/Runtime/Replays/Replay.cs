using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Replays;

/// <summary>One order to send a range of a stream again to one subscription, as it is stored.</summary>
/// <param name="From">Windows that begin at or after it are sent; of documents, what was published then.</param>
/// <param name="To">And before it; null: to the end.</param>
public sealed record Replay(
    string Id,
    string SubscriptionId,
    DateTimeOffset From,
    DateTimeOffset? To,
    ReplayStatus Status,
    DateTimeOffset Created,
    DateTimeOffset Updated
)
{
    /// <summary>The first publication that it reads; null until it has begun.</summary>
    public long? Begin { get; init; }

    /// <summary>
    /// The last publication that it reads: what comes later is the pump's. Null until the subscription is ACTIVE for the first time.
    /// </summary>
    public long? Through { get; init; }

    /// <summary>Everything of the range before it was taken by the destination.</summary>
    public StreamCursor Cursor { get; init; }

    /// <summary>Records taken by the destination, those that came twice included.</summary>
    public long Sent { get; init; }

    /// <summary>Why it failed, or what holds it up; null: nothing.</summary>
    public string? Why { get; init; }

    public bool IsOpen => Status is ReplayStatus.Waiting or ReplayStatus.Running;

    /// <summary>The share of the publications that are behind it, 0 to 1.</summary>
    public double Progress =>
        Status == ReplayStatus.Completed ? 1
        : Begin is { } begin && Through is { } through && through >= begin
            ? Math.Clamp((Cursor.Publication - begin) / (through + 1.0 - begin), 0, 1)
        : 0;

    /// <summary>How long before its publication a window may begin at the earliest that it could be told: clocks of senders differ.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromHours(1);

    /// <summary>Windows that begin at this time or before may lack records that are not kept any more; null: all are kept.</summary>
    public static DateTimeOffset? LastLost(DroppedBlocks? dropped) => dropped?.Published + Early;

    /// <param name="window">When a record's window begins, unix seconds; null: it is a document.</param>
    /// <param name="published">When it was published, null where that is not known: then it is sent.</param>
    public bool Holds(long? window, DateTimeOffset? published)
    {
        var time = window is { } start ? DateTimeOffset.FromUnixTimeSeconds(start) : published;
        return time is null || (time >= From && (To is null || time < To));
    }
}
