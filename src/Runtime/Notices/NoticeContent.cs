using System.Globalization;
using Millrace.Runtime.Retention;

namespace Millrace.Runtime.Notices;

/// <summary>What a notice says, whomever it is about.</summary>
public sealed record NoticeContent(NoticeKind Kind, string Text)
{
    /// <summary>Of a warning: when that happens. Of dropped records: when the newest was published. Else null.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Of dropped records: how many the subscription has lost in all. Else null.</summary>
    public long? Dropped { get; init; }

    /// <summary>The user's grant ended, and the subscription with it.</summary>
    public static NoticeContent GrantTakenBack { get; } =
        new(NoticeKind.Suspended, "The user's access to the account was taken back: the subscription is SUSPENDED.");

    public static NoticeContent Of(DeliveryWarning warning) =>
        new(warning.Kind == WarningKind.Suspension ? NoticeKind.SuspensionWarning : NoticeKind.DropWarning, warning.Text)
        {
            At = warning.Ends,
        };

    /// <param name="since">Since when the destination has taken nothing.</param>
    public static NoticeContent Suspended(DateTimeOffset since) =>
        new(
            NoticeKind.Suspended,
            $"The destination has taken nothing since {DeliveryWatch.Text(since)}: the subscription is SUSPENDED until it is resumed."
        );

    /// <param name="more">Records that were dropped since this was told last.</param>
    /// <param name="all">And those before.</param>
    /// <param name="through">When the newest of them was published, platform time.</param>
    public static NoticeContent RecordsDropped(long more, long all, DateTimeOffset through) =>
        new(
            NoticeKind.RecordsDropped,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{more} records that the destination has not taken are dropped; the newest was published at {DeliveryWatch.Text(through)}."
            )
        )
        {
            At = through,
            Dropped = all,
        };

    public static NoticeContent DeadLetter(string why) =>
        new(
            NoticeKind.DeadLetter,
            $"The destination refuses a message for what it is, which is set aside as a dead letter while the stream goes on: {why}"
        );
}
