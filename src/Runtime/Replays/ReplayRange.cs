using System.Globalization;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Replays;

/// <summary>A range that was found good; <paramref name="To"/> null: to the end.</summary>
internal sealed record ReplayRange(DateTimeOffset From, DateTimeOffset? To)
{
    /// <param name="path">Stands before the names of the fields in faults.</param>
    public static Answer<ReplayRange> Check(AskReplay asked, string path = "")
    {
        if (asked.From is null)
        {
            return Fault.Invalid(
                $"{path}from is missing: give the time at which the first window begins, such as 2026-07-12T00:00:00Z."
            );
        }

        if (!TryRead(asked.From, out var from))
        {
            return NoTime($"{path}from");
        }

        DateTimeOffset to = default;
        if (asked.To is not null && !TryRead(asked.To, out to))
        {
            return NoTime($"{path}to");
        }

        return asked.To is not null && to <= from
            ? Fault.Invalid($"{path}to must be later than {path}from: nothing stands between them.")
            : new ReplayRange(from, asked.To is null ? null : to);
    }

    /// <summary>Why it cannot be sent whole; null: it can.</summary>
    /// <param name="dropped">Of the stream.</param>
    /// <param name="path">Stands before the names of the fields in faults.</param>
    public Fault? WhyNotKept(DroppedBlocks? dropped, string path = "") =>
        Replay.LastLost(dropped) is { } last && From <= last
            ? Fault.Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}from must be later than {last:yyyy-MM-dd'T'HH:mm:ss'Z'}: of earlier windows not all records are kept any more."
                )
            )
            : null;

    public Replay Of(string id, string subscriptionId, DateTimeOffset now) =>
        new(id, subscriptionId, From, To, ReplayStatus.Waiting, now, now);

    private static Fault NoTime(string field) =>
        Fault.Invalid(
            $"{field} must be a time with an offset, to the second, such as 2026-07-12T00:00:00Z or 2026-07-12T00:00:00-07:00."
        );

    /// <summary>Years before 1970 would mean the beginning too, and have no place in the store.</summary>
    private static bool TryRead(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:sszzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        )
        && text.Length > "yyyy-MM-ddTHH:mm:ss".Length
        && time >= DateTimeOffset.UnixEpoch;
}
