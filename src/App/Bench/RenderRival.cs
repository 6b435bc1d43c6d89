using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millrace.App.Bench;

/// <summary>
/// Utf8JsonWriter at its best: one writer and one buffer for all records, names encoded once, no validation, texts as UTF-8,
/// and the id known before. What it has not: a block to read, and ids to make.
/// </summary>
internal sealed class RenderRival
{
    private const int RoundRows = 40;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly List<Row> rows;
    private readonly ArrayBufferWriter<byte> buffer = new(64 * 1024);
    private readonly Utf8JsonWriter json;

    /// <param name="messages">Records whose values it is given.</param>
    public RenderRival(List<byte[]> messages)
    {
        var texts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        rows = [.. messages.Select(message => Row.Of(message, texts))];
        json = new Utf8JsonWriter(buffer, Options);
    }

    /// <summary>Refuses a race between sides that write different bytes.</summary>
    public void MustWrite(List<byte[]> messages)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            buffer.ResetWrittenCount();
            Write(rows[row]);
            if (!buffer.WrittenSpan.SequenceEqual(messages[row]))
            {
                throw new InvalidOperationException($"The sides write row {row} differently.");
            }
        }
    }

    public long Run(int passes)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                if (row % RoundRows == 0)
                {
                    buffer.ResetWrittenCount();
                }

                Write(rows[row]);
            }
        }

        return (long)passes * rows.Count;
    }

    private void Write(Row row)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteString(Names.Id, row.Id);
        json.WriteString(Names.Dataset, "sp-traffic"u8);
        json.WriteString(Names.Marketplace, row.Marketplace);
        json.WriteString(Names.Currency, row.Currency);
        json.WriteString(Names.Advertiser, row.Advertiser);
        json.WriteString(Names.Campaign, row.Campaign);
        json.WriteString(Names.AdGroup, row.AdGroup);
        json.WriteString(Names.Ad, row.Ad);
        json.WriteString(Names.Keyword, row.Keyword);
        json.WriteString(Names.KeywordText, row.KeywordText);
        json.WriteString(Names.MatchType, row.MatchType);
        json.WriteString(Names.Placement, row.Placement);
        json.WriteString(Names.Window, row.Window);
        json.WriteNumber(Names.Clicks, row.Clicks);
        json.WriteNumber(Names.Impressions, row.Impressions);
        json.WritePropertyName(Names.Cost);
        Span<byte> cost = stackalloc byte[32];
        json.WriteRawValue(cost[..Money(row.CostMicros, cost)], skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Exact, and faster than through decimal.</summary>
    private static int Money(long micros, Span<byte> to)
    {
        if (micros == 0)
        {
            "0.0"u8.CopyTo(to);
            return 3;
        }

        var (whole, fraction) = Math.DivRem(micros, 1_000_000);
        Utf8Formatter.TryFormat(whole, to, out var written);
        Utf8Formatter.TryFormat(1_000_000 + fraction, to[written..], out var digits);
        to[written] = (byte)'.';
        var length = to[..(written + digits)].TrimEnd((byte)'0').Length;
        return Math.Max(length, written + 2);
    }

    private static class Names
    {
        public static readonly JsonEncodedText Id = JsonEncodedText.Encode("idempotency_id");
        public static readonly JsonEncodedText Dataset = JsonEncodedText.Encode("dataset_id");
        public static readonly JsonEncodedText Marketplace = JsonEncodedText.Encode("marketplace_id");
        public static readonly JsonEncodedText Currency = JsonEncodedText.Encode("currency");
        public static readonly JsonEncodedText Advertiser = JsonEncodedText.Encode("advertiser_id");
        public static readonly JsonEncodedText Campaign = JsonEncodedText.Encode("campaign_id");
        public static readonly JsonEncodedText AdGroup = JsonEncodedText.Encode("ad_group_id");
        public static readonly JsonEncodedText Ad = JsonEncodedText.Encode("ad_id");
        public static readonly JsonEncodedText Keyword = JsonEncodedText.Encode("keyword_id");
        public static readonly JsonEncodedText KeywordText = JsonEncodedText.Encode("keyword_text");
        public static readonly JsonEncodedText MatchType = JsonEncodedText.Encode("match_type");
        public static readonly JsonEncodedText Placement = JsonEncodedText.Encode("placement");
        public static readonly JsonEncodedText Window = JsonEncodedText.Encode("time_window_start");
        public static readonly JsonEncodedText Clicks = JsonEncodedText.Encode("clicks");
        public static readonly JsonEncodedText Impressions = JsonEncodedText.Encode("impressions");
        public static readonly JsonEncodedText Cost = JsonEncodedText.Encode("cost");
    }

    /// <summary>A record's values; equal texts are one array.</summary>
    private sealed record Row(
        Guid Id,
        byte[] Marketplace,
        byte[] Currency,
        byte[] Advertiser,
        byte[] Campaign,
        byte[] AdGroup,
        byte[] Ad,
        byte[] Keyword,
        byte[] KeywordText,
        byte[] MatchType,
        byte[] Placement,
        byte[] Window,
        long Clicks,
        long Impressions,
        long CostMicros
    )
    {
        public static Row Of(byte[] message, Dictionary<string, byte[]> texts)
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            byte[] Text(string name)
            {
                var text = root.GetProperty(name).GetString()!;
                return texts.TryGetValue(text, out var known) ? known : texts[text] = Encoding.UTF8.GetBytes(text);
            }

            return new(
                root.GetProperty("idempotency_id").GetGuid(),
                Text("marketplace_id"),
                Text("currency"),
                Text("advertiser_id"),
                Text("campaign_id"),
                Text("ad_group_id"),
                Text("ad_id"),
                Text("keyword_id"),
                Text("keyword_text"),
                Text("match_type"),
                Text("placement"),
                Text("time_window_start"),
                root.GetProperty("clicks").GetInt64(),
                root.GetProperty("impressions").GetInt64(),
                (long)(root.GetProperty("cost").GetDecimal() * 1_000_000)
            );
        }
    }
}
