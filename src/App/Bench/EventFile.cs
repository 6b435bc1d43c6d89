using System.Globalization;
using System.Text;

namespace Millrace.App.Bench;

/// <summary>
/// A seeded file of ad events, made once and kept: 91 % impressions, 9 % clicks with ids, 430-byte lines, 200 advertisers,
/// Zipf-skewed campaigns and keywords, six hours.
/// </summary>
internal static class EventFile
{
    public const string Start = "2026-07-12T10:00:00+00:00";
    private const int Advertisers = 200;
    private const int Campaigns = 20;
    private const int Keywords = 60;
    private const int LineBytes = 430;

    /// <summary>The file of so many events under a folder; made when it is not there.</summary>
    public static string Make(string folder, int events, int seed)
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"events-{events}-{Campaigns}x{Keywords}-{seed}.ndjson"));
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        var start = DateTimeOffset.Parse(Start, CultureInfo.InvariantCulture);
        var random = new Random(seed);
        using (var writer = new StreamWriter(path + ".part", append: false, new UTF8Encoding(false), 1 << 20))
        {
            for (var number = 0; number < events; number++)
            {
                writer.Write(Line(random, start, number));
                writer.Write('\n');
            }
        }

        File.Move(path + ".part", path);
        return path;
    }

    /// <summary>Names of advertisers, as the lines have them.</summary>
    public static IEnumerable<string> AdvertiserIds => Enumerable.Range(0, Advertisers).Select(number => $"A{number:D13}");

    private static string Line(Random random, DateTimeOffset start, int number)
    {
        var advertiser = Skewed(random, Advertisers);
        var campaign = Skewed(random, Campaigns);
        var keyword = Skewed(random, Keywords);
        var time = start.AddSeconds(random.Next(6 * 3600)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var isClick = random.Next(100) < 9;
        var head = isClick
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"event_id\":\"e-{number:D12}\",\"type\":\"click\",\"cost\":{random.Next(3_000_000) / 1_000_000m:0.000000},"
            )
            : "{\"type\":\"impression\",";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{head}\"time\":\"{time}\",\"advertiser_id\":\"A{advertiser:D13}\",\"marketplace_id\":\"ATVPDKIKX0DER\",\"ad_product\":\"SP\",\"campaign_id\":\"{4_000_000_000_000L + (advertiser * 1000) + campaign}\",\"ad_group_id\":\"{5_000_000_000_000L + (advertiser * 1000) + campaign}\",\"ad_id\":\"{6_000_000_000_000L + keyword}\",\"keyword_id\":\"{7_000_000_000_000L + (campaign * 1000) + keyword}\",\"match_type\":\"BROAD\",\"placement\":\"{Placement(random)}\",\"currency\":\"USD\",\"keyword_text\":\"running shoes {keyword}\",\"request_id\":\""
        );
        return line + new string('x', Math.Max(0, LineBytes - line.Length - 3)) + "\"}";
    }

    private static string Placement(Random random) =>
        random.Next(4) switch
        {
            0 => "Top of Search on-Amazon",
            1 => "Off Amazon",
            2 => "Other on-Amazon",
            _ => "Detail Page on-Amazon",
        };

    private static int Skewed(Random random, int count) => (int)(Math.Pow(random.NextDouble(), 3) * count);
}
