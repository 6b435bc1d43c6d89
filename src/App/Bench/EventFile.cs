using System.Globalization;
using System.Text;

namespace Millrace.App.Bench;

/// <summary>
/// A seeded file of ad events in the order of their times, made once and kept: 91 % impressions, 9 % clicks with ids, 430-byte lines,
/// eight hours, 200 advertisers. What is advertised is 200,000 combinations of ids and placement, drawn by a Zipf-Mandelbrot law
/// (exponent 1.05, shift 10): of 10,000 events in a row 1.9 fall into one cell, of 100,000 3.3, and 10 million make 1.08 M groups.
/// </summary>
internal static class EventFile
{
    public const string Start = "2026-07-12T10:00:00+00:00";
    public const int Hours = 8;

    /// <summary>Every line has so many bytes, its end included.</summary>
    public const int LineBytes = 430;

    private const int Advertisers = 200;
    private const int Combinations = 200_000;

    // Has no divisor in common with the number of combinations.
    private const long Scatter = 7919;
    private const double Exponent = 1.05;
    private const double Shift = 10;
    private const int JitterSeconds = 90;

    /// <summary>The file of so many events under a folder; made when it is not there.</summary>
    public static string Make(string folder, int events, int seed)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"stream-{events}-{seed}.ndjson"));
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            Write(file, events, new Random(seed));
        }

        File.Move(path + ".part", path);
        return path;
    }

    /// <summary>Names of advertisers, as the lines have them.</summary>
    public static IEnumerable<string> AdvertiserIds => Enumerable.Range(0, Advertisers).Select(Advertiser);

    private static void Write(Stream file, int events, Random random)
    {
        var start = DateTimeOffset.Parse(Start, CultureInfo.InvariantCulture);
        var tails = Enumerable.Range(0, Combinations).Select(Tail).ToArray();
        var odds = Odds();
        var line = new byte[LineBytes + 1];
        for (var number = 0; number < events; number++)
        {
            var second = (int)((long)number * Hours * 3600 / events) - random.Next(JitterSeconds);
            var time = start.AddSeconds(Math.Max(0, second));
            var length = Encoding.ASCII.GetBytes(Head(random, number, time), line);
            var place = Array.BinarySearch(odds, random.NextDouble());
            var tail = tails[Math.Min(place < 0 ? ~place : place, Combinations - 1)];
            tail.CopyTo(line.AsSpan(length));
            length += tail.Length;
            line.AsSpan(length, LineBytes - 3 - length).Fill((byte)'x');
            "\"}\n"u8.CopyTo(line.AsSpan(LineBytes - 3));
            file.Write(line, 0, LineBytes);
        }
    }

    private static string Head(Random random, int number, DateTimeOffset time)
    {
        var kind =
            random.Next(100) < 9
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"event_id\":\"e-{number:D12}\",\"type\":\"click\",\"cost\":{random.Next(3_000_000) / 1_000_000m:0.000000},"
                )
                : "{\"type\":\"impression\",";
        return kind + time.ToString("\"\\\"time\\\":\\\"\"yyyy-MM-dd'T'HH:mm:sszzz\"\\\",\"", CultureInfo.InvariantCulture);
    }

    /// <summary>What a line says of a combination: neighbours in the order of frequency lie in different advertisers.</summary>
    private static byte[] Tail(int combination)
    {
        var mixed = (int)(combination * Scatter % Combinations);
        var advertiser = mixed % Advertisers;
        var campaign = mixed / Advertisers % 25;
        var keyword = mixed / Advertisers / 4;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"\"advertiser_id\":\"{Advertiser(advertiser)}\",\"marketplace_id\":\"ATVPDKIKX0DER\",\"ad_product\":\"SP\",\"campaign_id\":\"{4_000_000_000_000L + (advertiser * 1000) + campaign}\",\"ad_group_id\":\"{5_000_000_000_000L + (advertiser * 1000) + campaign}\",\"ad_id\":\"{6_000_000_000_000L + (advertiser * 1000) + (keyword % 40)}\",\"keyword_id\":\"{7_000_000_000_000L + (advertiser * 1000) + keyword}\",\"match_type\":\"BROAD\",\"placement\":\"{Placement(mixed / Advertisers % 4)}\",\"currency\":\"USD\",\"keyword_text\":\"running shoes {keyword}\",\"request_id\":\""
        );
        return Encoding.ASCII.GetBytes(text);
    }

    private static string Advertiser(int number) => string.Create(CultureInfo.InvariantCulture, $"A{number:D13}");

    private static string Placement(int number) =>
        number switch
        {
            0 => "Top of Search on-Amazon",
            1 => "Off Amazon",
            2 => "Other on-Amazon",
            _ => "Detail Page on-Amazon",
        };

    private static double[] Odds()
    {
        var odds = new double[Combinations];
        var sum = 0.0;
        for (var rank = 0; rank < Combinations; rank++)
        {
            odds[rank] = sum += Math.Pow(rank + 1 + Shift, -Exponent);
        }

        return Array.ConvertAll(odds, value => value / sum);
    }
}
