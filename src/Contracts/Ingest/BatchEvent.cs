namespace Millrace.Contracts.Ingest;

/// <summary>An event inside the encoder: the numbers of its texts, and what stands in the body for itself.</summary>
internal sealed class BatchEvent(int[] group, IngestEvent added) : IComparable<BatchEvent>
{
    public const int Fields = 9;

    /// <summary>Texts that one event may bring.</summary>
    public const int TextsMax = 11;

    /// <summary>Numbers in the order of <see cref="EventGroupField"/>.</summary>
    public int[] Group => group;

    /// <summary>Unix seconds.</summary>
    public long Time { get; } = added.Time.ToUnixTimeSeconds();

    /// <summary>What changes seldom stands first, so that a group says little that is new.</summary>
    private static ReadOnlySpan<EventGroupField> SortedBy =>
        [
            EventGroupField.Account,
            EventGroupField.AdProduct,
            EventGroupField.Campaign,
            EventGroupField.AdGroup,
            EventGroupField.MatchType,
            EventGroupField.Ad,
            EventGroupField.Target,
            EventGroupField.KeywordText,
            EventGroupField.Placement,
        ];

    public int CompareTo(BatchEvent? other)
    {
        foreach (var field in SortedBy)
        {
            var sign = group[(int)field].CompareTo(other!.Group[(int)field]);
            if (sign != 0)
            {
                return sign;
            }
        }

        return Time.CompareTo(other!.Time);
    }

    public static void WriteGroup(BatchBytes bytes, ReadOnlySpan<int> group, ReadOnlySpan<int> before, int count)
    {
        var differs = 0;
        for (var field = 0; field < Fields; field++)
        {
            differs |= group[field] != before[field] ? 1 << field : 0;
        }

        bytes.Varint((ulong)differs);
        for (var field = 0; field < Fields; field++)
        {
            if (group[field] != before[field])
            {
                bytes.Varint((ulong)group[field]);
            }
        }

        bytes.Varint((ulong)count);
    }

    /// <param name="timeBefore">Time of the event before in the body, 0 for the first.</param>
    public void Write(BatchBytes bytes, long timeBefore)
    {
        var flags =
            ((int)added.Kind & EventBatchFormat.KindMask)
            | (added.Count != 1 ? EventBatchFormat.HasCount : 0)
            | (added.CostMicros != 0 ? EventBatchFormat.HasCost : 0)
            | (added.EventId is not null ? EventBatchFormat.HasEventId : 0)
            | (added.InvalidatesEventId is not null ? EventBatchFormat.HasInvalidatesEventId : 0);
        bytes.Byte((byte)flags);
        bytes.Signed(Time - timeBefore);
        if (added.Count != 1)
        {
            bytes.Varint((ulong)added.Count);
        }

        if (added.CostMicros != 0)
        {
            bytes.Varint((ulong)added.CostMicros);
        }

        if (added.EventId is not null)
        {
            bytes.Text(added.EventId);
        }

        if (added.InvalidatesEventId is not null)
        {
            bytes.Text(added.InvalidatesEventId);
        }
    }
}
