namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>What the fields of a line must be together, after each is good by itself.</summary>
internal static class LineRules
{
    private static readonly EventField[] Required =
    [
        EventField.Type,
        EventField.Time,
        EventField.AdvertiserId,
        EventField.MarketplaceId,
        EventField.CampaignId,
        EventField.AdGroupId,
        EventField.AdId,
        EventField.KeywordId,
        EventField.Placement,
    ];

    private static readonly uint RequiredBits = Required.Aggregate(0u, (bits, field) => bits | EventFields.Bit(field));

    /// <summary>Null, or the reason for which the line is refused.</summary>
    /// <param name="seen">Bits of the fields in the line; a target_id counts as a keyword_id.</param>
    public static string? Check(in EventLine line, uint seen)
    {
        if ((seen & RequiredBits) != RequiredBits)
        {
            return Missing(seen);
        }

        return line.Kind == EventKind.Impression ? null : CheckIdentified(in line);
    }

    private static string Missing(uint seen)
    {
        var missing = Required.First(field => (seen & EventFields.Bit(field)) == 0);
        return $"{EventFields.Name(missing)} is missing";
    }

    private static string? CheckIdentified(in EventLine line)
    {
        if (line.EventId.IsEmpty)
        {
            return "event_id is missing: clicks and invalidations are told apart by it";
        }

        if (line.Kind == EventKind.Click)
        {
            return line.Count == 1 ? null : "a click counts once: send one line for each";
        }

        return line.Invalidates switch
        {
            EventKind.None => "invalidates_type is missing",
            EventKind.Click when line.InvalidatesEventId.IsEmpty => "invalidates_event_id is missing",
            EventKind.Click when line.Count != 1 => "a click counts once: invalidate each by a line of its own",
            _ => null,
        };
    }
}
