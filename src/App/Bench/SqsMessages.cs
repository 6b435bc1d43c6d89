using System.Globalization;
using System.Text;

namespace Millrace.App.Bench;

/// <summary>Seeded delta records of about 1 KB, with as many quotes as the stream's have, and here and there a letter beyond ASCII.</summary>
internal static class SqsMessages
{
    private const int RecordBytes = 1024;

    public static List<byte[]> Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => Encoding.UTF8.GetBytes(Record(random, number)))];
    }

    private static string Record(Random random, int number)
    {
        var keyword = random.Next(20) == 0 ? "zapatos de niño" : "running shoes";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"idempotency_id\":\"{random.NextInt64():x16}{random.NextInt64():x16}\",\"dataset_id\":\"sp-traffic\",\"marketplace_id\":\"ATVPDKIKX0DER\",\"currency\":\"USD\",\"advertiser_id\":\"A{random.Next(200):D13}\",\"campaign_id\":\"{4_000_000_000_000L + random.Next()}\",\"ad_group_id\":\"{5_000_000_000_000L + random.Next()}\",\"ad_id\":\"{6_000_000_000_000L + random.Next()}\",\"keyword_id\":\"{7_000_000_000_000L + random.Next()}\",\"keyword_text\":\"{keyword} {random.Next(500)}\",\"match_type\":\"BROAD\",\"placement\":\"Detail Page on-Amazon\",\"time_window_start\":\"2026-07-12T{number % 24:D2}:00:00Z\",\"clicks\":{random.Next(9)},\"impressions\":{random.Next(4000)},\"cost\":{random.Next(3_000_000) / 1_000_000m:0.000000}"
        );
        for (var extra = 0; text.Length < RecordBytes - 40; extra++)
        {
            text += string.Create(CultureInfo.InvariantCulture, $",\"attribute_{extra}\":\"{random.NextInt64()}\"");
        }

        return text + "}";
    }
}
