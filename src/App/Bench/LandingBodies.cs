using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Landing.Records;

namespace Millrace.App.Bench;

/// <summary>
/// Seeded message bodies as the stream renders them: one sp-traffic record each, a few thousand texts, ids spread like hashes;
/// every hundredth message is delivered a second time, up to 50,000 messages later.
/// </summary>
internal sealed class LandingBodies
{
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:records";
    private const int Texts = 4_000;
    private const int Advertisers = 200;
    private const int RepeatEvery = 100;
    private const int RepeatWithin = 50_000;
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Matches = ["BROAD", "PHRASE", "EXACT", "TARGETING_EXPRESSION"];
    private static readonly string[] Placements =
    [
        "Top of Search on-Amazon",
        "Off Amazon",
        "Other on-Amazon",
        "Detail Page on-Amazon",
    ];
    private readonly Random random;
    private readonly string[] texts;

    private LandingBodies(int rows, int seed)
    {
        random = new Random(seed);
        texts = [.. Enumerable.Range(0, Texts).Select(Text)];
        var bodies = Enumerable.Range(0, rows).Select(_ => Encoding.UTF8.GetString(Body())).ToArray();
        Rows = bodies;
        Messages = Deliver(bodies);
    }

    /// <summary>Every record once.</summary>
    public IReadOnlyList<string> Rows { get; }

    /// <summary>The messages in the order of their delivery, the repeated ones among them.</summary>
    public IReadOnlyList<LandingMessage> Messages { get; }

    public static LandingBodies Make(int rows, int seed) => new(rows, seed);

    private LandingMessage[] Deliver(string[] bodies)
    {
        var order = new List<(int At, int Body)>(bodies.Length + (bodies.Length / RepeatEvery));
        for (var body = 0; body < bodies.Length; body++)
        {
            order.Add((body, body));
            if (body % RepeatEvery == 0)
            {
                order.Add((body + random.Next(RepeatWithin), body));
            }
        }

        return
        [
            .. order
                .OrderBy(delivery => delivery.At)
                .Select(
                    (delivery, n) =>
                        new LandingMessage(Queue, n.ToString("x32", CultureInfo.InvariantCulture), bodies[delivery.Body])
                ),
        ];
    }

    private byte[] Body()
    {
        var advertiser = Skewed(Advertisers);
        var campaign = Skewed(40);
        var text = Skewed(Texts);
        var clicks = random.Next(20) == 0 ? random.Next(1, 4) : 0;
        var buffer = new ArrayBufferWriter<byte>(640);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("idempotency_id", Id());
            json.WriteString("dataset_id", Datasets.SpTraffic.Id);
            json.WriteString("marketplace_id", "ATVPDKIKX0DER");
            json.WriteString("currency", "USD");
            json.WriteString("advertiser_id", $"ENTITY{advertiser:D13}");
            json.WriteString("campaign_id", $"{4_000_000_000_000L + (advertiser * 1000) + campaign}");
            json.WriteString("ad_group_id", $"{5_000_000_000_000L + (advertiser * 1000) + campaign}");
            json.WriteString("ad_id", $"{6_000_000_000_000L + (text % 500)}");
            json.WriteString("keyword_id", $"{7_000_000_000_000L + (campaign * 10_000) + text}");
            json.WriteString("keyword_text", texts[text]);
            json.WriteString("match_type", Matches[text % Matches.Length]);
            json.WriteString("placement", Placements[random.Next(Placements.Length)]);
            json.WriteString("time_window_start", $"2026-07-12T{random.Next(24):D2}:00:00-07:00");
            json.WriteNumber("clicks", clicks);
            json.WriteNumber("impressions", random.Next(1, 200));
            json.WritePropertyName("cost");
            json.WriteRawValue((clicks * random.Next(3_000_000) / 1_000_000m).ToString("0.0#####", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A name-based UUID is a hash: its bits are spread evenly.</summary>
    private Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x30);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static string Text(int number) =>
        (number % 50) switch
        {
            7 => $"laufschuhe für männer größe {number}",
            13 => $"\"trail\" running shoes {number}",
            _ => $"lightweight running shoes for women, wide fit {number}",
        };

    private int Skewed(int count) => (int)(Math.Pow(random.NextDouble(), 3) * count);
}
