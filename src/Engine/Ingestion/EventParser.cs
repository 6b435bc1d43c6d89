using System.Text.Json;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// One NDJSON line to an <see cref="EventLine"/>, without an object per event. Answers null when the line is good, else the
/// reason for which it is refused, worded so that the sender can mend it.
/// </summary>
internal sealed class EventParser
{
    public const int TextBytesMax = 512;
    private const long CountMax = 1_000_000_000;
    private const decimal CostMax = 1_000_000_000m;
    private const int NumberCharactersMax = 28;

    private byte[] scratch = new byte[4096];
    private int scratchUsed;

    /// <summary>Names of fields that no version knows, seen so far: told to the sender, at most a few.</summary>
    public SortedSet<string> UnknownFields { get; } = new(StringComparer.Ordinal);

    public string? Parse(ReadOnlySpan<byte> line, ref EventLine parsed)
    {
        scratchUsed = 0;
        if (scratch.Length < line.Length)
        {
            scratch = new byte[line.Length];
        }

        parsed = default;
        parsed.Count = 1;
        try
        {
            return ReadFields(line, ref parsed) ?? Check(in parsed);
        }
        catch (JsonException fault)
        {
            return $"not valid JSON at byte {fault.BytePositionInLine}: send one complete JSON object a line, in UTF-8";
        }
        catch (InvalidOperationException)
        {
            return "a text is not valid UTF-8 or has a broken escape";
        }
    }

    private string? ReadFields(ReadOnlySpan<byte> line, ref EventLine parsed)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "not a JSON object";
        }

        string? fault = null;
        uint seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field(ref reader);
            if (field != Fields.Unknown && (seen & (1u << (int)field)) != 0)
            {
                fault ??= $"field {Name(field)} stands twice";
            }

            seen |= 1u << (int)field;
            reader.Read();
            fault ??= ReadValue(field, ref reader, ref parsed);
            reader.Skip();
        }

        // Reads to the end, so that rubbish behind the object is told.
        while (reader.Read()) { }

        return fault;
    }

    private string? ReadValue(Fields field, scoped ref Utf8JsonReader reader, ref EventLine parsed)
    {
        switch (field)
        {
            case Fields.Unknown:
                return null;
            case Fields.Count:
                return
                    reader.TokenType == JsonTokenType.Number
                    && reader.TryGetInt64(out parsed.Count)
                    && parsed.Count is > 0 and <= CountMax
                    ? null
                    : $"count must be a whole number from 1 to {CountMax}";
            case Fields.Cost:
                return ReadCost(ref reader, out parsed.CostMicros);
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return $"{Name(field)} must be a text";
        }

        if (field == Fields.Time)
        {
            return ReadTime(ref reader, out parsed.Time);
        }

        var text = Text(ref reader);
        var bytesMax = field is Fields.KeywordText ? TextBytesMax : CellKey.PartBytesMax;
        if (text.Length == 0 || text.Length > bytesMax)
        {
            return $"{Name(field)} must have 1 to {bytesMax} bytes";
        }

        switch (field)
        {
            case Fields.Type:
                parsed.Kind = Kind(text);
                return parsed.Kind != EventKind.None ? null : "unknown type: impression, click or invalidation";
            case Fields.InvalidatesType:
                parsed.Invalidates = Kind(text);
                return parsed.Invalidates is EventKind.Impression or EventKind.Click
                    ? null
                    : "invalidates_type must be impression or click";
            case Fields.AdProduct:
                return text.SequenceEqual("SP"u8) ? null : "ad_product must be SP: no other is published by this version";
            case Fields.EventId:
                parsed.EventId = text;
                return null;
            case Fields.InvalidatesEventId:
                parsed.InvalidatesEventId = text;
                return null;
            case Fields.AdvertiserId:
                parsed.AdvertiserId = text;
                return null;
            case Fields.MarketplaceId:
                parsed.MarketplaceId = text;
                return null;
            case Fields.CampaignId:
                parsed.CampaignId = text;
                return null;
            case Fields.AdGroupId:
                parsed.AdGroupId = text;
                return null;
            case Fields.AdId:
                parsed.AdId = text;
                return null;
            case Fields.KeywordId or Fields.TargetId:
                if (!parsed.TargetId.IsEmpty)
                {
                    return "keyword_id and target_id are one field of the records: send one of them";
                }

                parsed.TargetId = text;
                return null;
            case Fields.KeywordText:
                parsed.KeywordText = text;
                return null;
            case Fields.MatchType:
                parsed.MatchType = text;
                return null;
            case Fields.Placement:
                parsed.Placement = text;
                return null;
            default:
                parsed.Currency = text;
                return null;
        }
    }

    private static string? ReadCost(scoped ref Utf8JsonReader reader, out long micros)
    {
        micros = 0;
        if (
            reader.TokenType != JsonTokenType.Number
            || reader.ValueSpan.Length > NumberCharactersMax
            || !reader.TryGetDecimal(out var cost)
        )
        {
            return $"cost must be a number of at most {NumberCharactersMax} characters";
        }

        if (cost is < 0 or > CostMax)
        {
            return $"cost must be from 0 to {CostMax:0}: an invalidation carries what is taken back as a positive number";
        }

        var scaled = cost * 1_000_000m;
        if (scaled != decimal.Truncate(scaled))
        {
            return "cost must have at most 6 decimals";
        }

        micros = (long)scaled;
        return null;
    }

    private static string? ReadTime(scoped ref Utf8JsonReader reader, out long unixSeconds)
    {
        unixSeconds = 0;
        var text = reader.ValueSpan;
        var hasOffset = text.Length >= 20 && (text[^1] == (byte)'Z' || text[^6] is (byte)'+' or (byte)'-');
        if (!hasOffset || !reader.TryGetDateTimeOffset(out var time))
        {
            return "time must be ISO 8601 with seconds and offset, such as 2026-07-12T13:05:09-03:00";
        }

        unixSeconds = time.ToUnixTimeSeconds();
        return null;
    }

    private static string? Check(in EventLine line)
    {
        if (line.Kind == EventKind.None)
        {
            return "type is missing";
        }

        if (line.Time == 0)
        {
            return "time is missing";
        }

        var missing =
            line.AdvertiserId.IsEmpty ? "advertiser_id"
            : line.MarketplaceId.IsEmpty ? "marketplace_id"
            : line.CampaignId.IsEmpty ? "campaign_id"
            : line.AdGroupId.IsEmpty ? "ad_group_id"
            : line.AdId.IsEmpty ? "ad_id"
            : line.TargetId.IsEmpty ? "keyword_id"
            : line.Placement.IsEmpty ? "placement"
            : null;
        if (missing is not null)
        {
            return $"{missing} is missing";
        }

        if (line.Kind == EventKind.Impression)
        {
            return null;
        }

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

    private ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        // CopyString checks the UTF-8 that the reader itself leaves unchecked inside texts.
        var copied = reader.CopyString(scratch.AsSpan(scratchUsed));
        scratchUsed += copied;
        return scratch.AsSpan(scratchUsed - copied, copied);
    }

    private static EventKind Kind(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("impression"u8) ? EventKind.Impression
        : text.SequenceEqual("click"u8) ? EventKind.Click
        : text.SequenceEqual("invalidation"u8) ? EventKind.Invalidation
        : EventKind.None;

    private Fields Field(scoped ref Utf8JsonReader reader)
    {
        for (var field = 0; field < Names.Length; field++)
        {
            if (reader.ValueTextEquals(Names[field]))
            {
                return (Fields)field;
            }
        }

        foreach (var known in UnknownFields)
        {
            if (reader.ValueTextEquals(known))
            {
                return Fields.Unknown;
            }
        }

        if (UnknownFields.Count < 8)
        {
            UnknownFields.Add(reader.GetString()!);
        }

        return Fields.Unknown;
    }

    private static string Name(Fields field) => System.Text.Encoding.UTF8.GetString(Names[(int)field]);

    private static readonly byte[][] Names =
    [
        .. Enum.GetNames<Fields>()[..^1]
            .Select(name => System.Text.Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(name))),
    ];

    private enum Fields
    {
        EventId,
        Type,
        Time,
        AdvertiserId,
        MarketplaceId,
        AdProduct,
        CampaignId,
        AdGroupId,
        AdId,
        KeywordId,
        TargetId,
        KeywordText,
        MatchType,
        Placement,
        Count,
        Cost,
        Currency,
        InvalidatesType,
        InvalidatesEventId,
        Unknown,
    }
}
