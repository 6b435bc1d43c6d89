using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.Sandbox.Platform;

/// <summary>Writes events as the lines of POST /ingest/v1/events.</summary>
public static class EventLineWriter
{
    /// <summary>More than the longest line apart from the fields of its target.</summary>
    private const int RestBytesMax = 512;

    /// <summary>Writes one line with its line end.</summary>
    public static void Write(in PlatformEvent happened, IBufferWriter<byte> output)
    {
        var fields = happened.Target.Fields.Span;
        var line = output.GetSpan(fields.Length + RestBytesMax);
        var used = 0;
        Append(line, ref used, "{\"type\":\""u8);
        Append(
            line,
            ref used,
            happened.Kind switch
            {
                PlatformEventKind.Impression => "impression"u8,
                PlatformEventKind.Click => "click"u8,
                PlatformEventKind.ImpressionInvalidation => "invalidation\",\"invalidates_type\":\"impression"u8,
                _ => "invalidation\",\"invalidates_type\":\"click"u8,
            }
        );
        AppendId(line, ref used, "\",\"event_id\":\""u8, happened.Number);
        AppendId(line, ref used, "\",\"invalidates_event_id\":\""u8, happened.InvalidatedNumber);
        Append(line, ref used, "\",\"time\":\""u8);
        AppendTime(line, ref used, happened);
        Append(line, ref used, fields);
        Append(line, ref used, ",\"ad_id\":\""u8);
        used += Encoding.UTF8.GetBytes(happened.AdId, line[used..]);
        Append(line, ref used, "\",\"placement\":\""u8);
        Append(line, ref used, Placements.Utf8[happened.PlacementNumber].Span);
        Append(line, ref used, "\",\"count\":"u8);
        AppendNumber(line, ref used, happened.Count);
        if (happened.CostMicros != 0)
        {
            Append(line, ref used, ",\"cost\":"u8);
            AppendMoney(line, ref used, happened.CostMicros);
        }

        Append(line, ref used, "}\n"u8);
        output.Advance(used);
    }

    /// <summary>The fields that all events of a target share, from the quote that ends the time.</summary>
    internal static byte[] FieldsOf(
        VirtualAccount account,
        string campaign,
        string adGroup,
        string target,
        bool isKeyword,
        string text,
        string match
    ) =>
        Encoding.UTF8.GetBytes(
            $"\",\"advertiser_id\":\"{account.AdvertiserId}\",\"marketplace_id\":\"{account.Marketplace.Id}\",\"ad_product\":\"SP\""
                + $",\"currency\":\"{account.Currency}\",\"campaign_id\":\"{campaign}\",\"ad_group_id\":\"{adGroup}\""
                + $",\"{(isKeyword ? "keyword_id" : "target_id")}\":\"{target}\""
                + $",\"keyword_text\":\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""
                + $",\"match_type\":\"{match}\""
        );

    private static void Append(Span<byte> line, ref int used, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[used..]);
        used += text.Length;
    }

    private static void AppendId(Span<byte> line, ref int used, ReadOnlySpan<byte> name, long number)
    {
        if (number != 0)
        {
            Append(line, ref used, name);
            Utf8Formatter.TryFormat(number, line[used..], out var written, new StandardFormat('x', 16));
            used += written;
        }
    }

    private static void AppendTime(Span<byte> line, ref int used, in PlatformEvent happened)
    {
        var offset = TimeSpan.FromSeconds(happened.Account.Hours.At(happened.Time).OffsetSeconds);
        var local = DateTimeOffset.FromUnixTimeSeconds(happened.Time).ToOffset(offset);
        local.TryFormat(line[used..], out var written, "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        used += written;
    }

    private static void AppendMoney(Span<byte> line, ref int used, long micros)
    {
        AppendNumber(line, ref used, micros / 1_000_000);
        var rest = (int)(micros % 1_000_000);
        if (rest == 0)
        {
            return;
        }

        line[used++] = (byte)'.';
        for (var digit = 100_000; rest > 0; digit /= 10)
        {
            line[used++] = (byte)('0' + (rest / digit));
            rest %= digit;
        }
    }

    private static void AppendNumber(Span<byte> line, ref int used, long number)
    {
        Utf8Formatter.TryFormat(number, line[used..], out var written);
        used += written;
    }
}
