using System.Text.Unicode;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Attribution;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion.Binary;

/// <summary>
/// Reads a body of the binary form (docs/ingest-binary.md) into an <see cref="EventBatch"/>, under the rules of NDJSON lines and in
/// their words. Its memory is used again by the next body; one caller at a time.
/// </summary>
public sealed class BinaryBatchReader
{
    private const int EventBytesMin = 2;
    private static readonly ulong CostBit = EventFields.Bit(EventField.Cost);
    private static readonly ulong TakesBit = EventFields.Bit(EventField.InvalidatesEventId);
    private static readonly ulong Ids = EventFields.Bits(EventField.EventId, EventField.InvalidatesEventId);

    private readonly BinaryTexts texts = new();
    private readonly BinaryAccounts accounts;
    private readonly BinaryGroup group;

    public BinaryBatchReader()
    {
        accounts = new BinaryAccounts(texts);
        group = new BinaryGroup(texts, accounts);
    }

    /// <summary>
    /// Takes all events of a body. Answers null, or why the body as a whole is refused: then nothing of the batch may be handed
    /// over, although it holds what was read before.
    /// </summary>
    public string? Read(EventBatch batch, ReadOnlySpan<byte> body)
    {
        var cursor = new BatchCursor(body);
        ReadHead(ref cursor);
        texts.Read(ref cursor);
        accounts.Read(ref cursor, batch, body);
        var from = cursor.At;
        var left = cursor.Number(EventBatchFormat.EventsMax, "a number of events");
        if (left > cursor.Left / EventBytesMin)
        {
            cursor.Break($"{left} events go beyond its end", from);
        }

        group.Begin();
        var time = 0L;
        while (left > 0 && cursor.Fault is null)
        {
            left -= ReadGroup(ref cursor, batch, body, left, ref time);
        }

        if (cursor.Left > 0)
        {
            cursor.Break("bytes follow its last event", cursor.At);
        }

        return cursor.Fault;
    }

    private static void ReadHead(ref BatchCursor cursor)
    {
        foreach (var wanted in EventBatchFormat.Magic)
        {
            if (cursor.Byte() != wanted)
            {
                cursor.Break("it does not begin with MRE", 0);
            }
        }

        var version = cursor.Byte();
        if (version != EventBatchFormat.Version && cursor.Fault is null)
        {
            cursor.Break($"it has version {version}, and this service reads version {EventBatchFormat.Version}", cursor.At - 1);
        }
    }

    private int ReadGroup(ref BatchCursor cursor, EventBatch batch, ReadOnlySpan<byte> body, int most, ref long time)
    {
        group.Read(ref cursor, body);
        var from = cursor.At;
        var count = cursor.Number(most, "a group's number of events");
        if (count == 0)
        {
            cursor.Break("a group has no events", from);
        }

        var parsed = default(EventLine);
        parsed.Begin(body);
        parsed.SetPresent(Ids);
        for (var left = count; left > 0; left--)
        {
            var fault = ReadEvent(ref cursor, ref parsed, group.Product, ref time);
            if (cursor.Fault is not null)
            {
                break;
            }

            batch.AddCombined(
                group.FieldFault
                    ?? fault
                    ?? LineRules.Check(in parsed, group.Seen | SeenOf(in parsed))
                    ?? group.AccountFault
                    ?? EventTimes.Impossible(time)
                    ?? Count(batch, in parsed, body)
            );
        }

        return count;
    }

    /// <summary>Reads what an event has of its own; null, or why it is refused.</summary>
    private static string? ReadEvent(ref BatchCursor cursor, ref EventLine parsed, AdProduct product, ref long time)
    {
        var from = cursor.At;
        var flags = cursor.Byte();
        time = unchecked(time + cursor.Signed());
        if ((flags & EventBatchFormat.ReservedFlag) != 0 || time >> (EventBatchFormat.TimeBits - 1) is not (0 or -1))
        {
            cursor.Break("an event has a bit that no version knows, or an impossible time", from);
        }

        parsed.Time = time;
        var (kind, invalidates) = (IngestEventKind)(flags & EventBatchFormat.KindMask) switch
        {
            IngestEventKind.Impression => (EventKind.Impression, EventKind.None),
            IngestEventKind.Click => (EventKind.Click, EventKind.None),
            IngestEventKind.InvalidatedImpression => (EventKind.Invalidation, EventKind.Impression),
            IngestEventKind.InvalidatedClick => (EventKind.Invalidation, EventKind.Click),
            _ => (EventKind.None, EventKind.None),
        };
        parsed.SetWords(
            EventLine.WordBits(EventField.Type, (int)kind)
                | EventLine.WordBits(EventField.InvalidatesType, (int)invalidates)
                | EventLine.WordBits(EventField.AdProduct, (int)product)
        );
        var fault = kind == EventKind.None ? Refusals.UnknownType : null;
        (parsed.Count, parsed.CostMicros) = (1, 0);
        parsed.SetText(EventField.EventId, 0, 0);
        parsed.SetText(EventField.InvalidatesEventId, 0, 0);
        const int More =
            EventBatchFormat.HasCount
            | EventBatchFormat.HasCost
            | EventBatchFormat.HasEventId
            | EventBatchFormat.HasInvalidatesEventId;
        var faultOfMore = (flags & More) == 0 ? null : ReadMore(ref cursor, flags, ref parsed);
        return fault ?? faultOfMore;
    }

    private static string? ReadMore(ref BatchCursor cursor, byte flags, ref EventLine parsed)
    {
        string? fault = null;
        if ((flags & EventBatchFormat.HasCount) != 0)
        {
            var count = cursor.Varint();
            parsed.Count = (long)count;
            fault = count is > 0 and <= Refusals.CountMax ? null : Refusals.Count;
        }

        if ((flags & EventBatchFormat.HasCost) != 0)
        {
            var cost = cursor.Varint();
            parsed.CostMicros = (long)cost;
            fault ??= cost <= (ulong)Refusals.MoneyMax * 1_000_000 ? null : Refusals.Money(EventField.Cost);
        }

        if ((flags & EventBatchFormat.HasEventId) != 0)
        {
            fault = ReadId(ref cursor, EventField.EventId, ref parsed, fault);
        }

        if ((flags & EventBatchFormat.HasInvalidatesEventId) != 0)
        {
            fault = ReadId(ref cursor, EventField.InvalidatesEventId, ref parsed, fault);
        }

        return fault;
    }

    /// <param name="before">A fault of the event that was met before: the first is told.</param>
    private static string? ReadId(ref BatchCursor cursor, EventField field, ref EventLine parsed, string? before)
    {
        var text = cursor.Text();
        parsed.SetText(field, cursor.At - text.Length, text.Length);
        return before
            ?? (
                text.IsEmpty || text.Length > EventFields.BytesMax(field) ? Refusals.Length(field)
                : Utf8.IsValid(text) ? null
                : Refusals.BrokenText
            );
    }

    private string? Count(EventBatch batch, in EventLine parsed, ReadOnlySpan<byte> body)
    {
        group.Find(batch, body);
        var counting = CountingOf(in parsed);
        if (batch.Taker.Times.Untimely(in parsed, counting.Family) is { } untimely)
        {
            batch.Taker.NoteUncounted(group.Part, group.Cells, group.Name, counting, group.Entry!, in parsed);
            return untimely;
        }

        var cell = group.CellOf(parsed.Time);
        var reason = batch.Taker.Count(group.Part, group.Cells, cell, counting, group.Entry!.Key, in parsed);
        if (reason is null)
        {
            group.Show(body);
        }

        return reason;
    }

    private static ulong SeenOf(in EventLine parsed) =>
        (parsed.CostMicros != 0 ? CostBit : 0) | (parsed.InvalidatesEventId.IsEmpty ? 0 : TakesBit);

    /// <summary>The form has impressions and clicks alone, which every ad product counts.</summary>
    private static Counting CountingOf(in EventLine parsed) => Counting.Of(parsed.Product, parsed.Subject)!;
}
