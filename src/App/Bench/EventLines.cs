using System.Globalization;
using System.Text;

namespace Millrace.App.Bench;

/// <summary>
/// Lines of ad events, 430 bytes each: 91 % impressions, 9 % clicks with ids. What is advertised is a number of combinations of ids and
/// placement over a number of advertisers, drawn by a Zipf-Mandelbrot law (exponent 1.05, shift 10).
/// </summary>
internal sealed class EventLines
{
    public const string Marketplace = "ATVPDKIKX0DER";
    public const int Advertisers = 200;

    /// <summary>Every line has so many bytes, its end included.</summary>
    public const int LineBytes = 430;

    // Has no divisor in common with a number of combinations that is made of twos, fives and sevens.
    private const long Scatter = 7919;
    private const double Exponent = 1.05;
    private const double Shift = 10;
    private const int Skus = 100;

    private readonly Random random;

    // One array for all, so that the collector has nothing to follow in what is the bench's own.
    private readonly byte[] tails;
    private readonly int[] tailEnds;
    private readonly double[] odds;
    private readonly int advertisers;
    private readonly int shoppers;
    private readonly (int Advertiser, int Shopper)[] touched;
    private long touches;

    /// <param name="shoppers">Clicks are by one of so many, whose id stands where else the currency does; 0: nobody knows whose they are.</param>
    /// <param name="buyers">A purchase is by the shopper of one of so many last clicks.</param>
    public EventLines(int combinations, int advertisers, int seed, int shoppers = 0, int buyers = 4096)
    {
        (this.advertisers, this.shoppers) = (advertisers, shoppers);
        touched = new (int, int)[buyers];
        random = new Random(seed);
        tails = new byte[combinations * LineBytes];
        tailEnds = new int[combinations];
        for (var (number, end) = (0, 0); number < combinations; number++)
        {
            tailEnds[number] = end += Encoding.ASCII.GetBytes(
                Tail(number, combinations, advertisers, shoppers == 0 ? "\"currency\":\"USD\"," : ""),
                tails.AsSpan(end)
            );
        }

        odds = Odds(combinations);
    }

    public static DateTimeOffset Start { get; } = new(2026, 7, 12, 10, 0, 0, TimeSpan.Zero);

    public int Combinations => tailEnds.Length;

    /// <summary>How many of a hundred events are clicks.</summary>
    public int ClicksPercent { get; set; } = 9;

    /// <summary>How many of a hundred events are purchases, each by a shopper who has clicked.</summary>
    public int PurchasesPercent { get; set; }

    public static string Advertiser(int number) => string.Create(CultureInfo.InvariantCulture, $"A{number:D13}");

    /// <summary>A number below the bound.</summary>
    public int Next(int bound) => random.Next(bound);

    /// <summary>Writes one line of a combination that the law draws.</summary>
    public void Write(Span<byte> line, long number, DateTimeOffset time)
    {
        if (PurchasesPercent > 0 && random.Next(100) < PurchasesPercent)
        {
            Fill(line, Encoding.ASCII.GetBytes(Purchase(number, time), line));
            return;
        }

        var place = Array.BinarySearch(odds, random.NextDouble());
        Write(line, Math.Min(place < 0 ? ~place : place, odds.Length - 1), number, time);
    }

    /// <param name="line">Room for <see cref="LineBytes"/>.</param>
    /// <param name="number">Number of the event, for its id.</param>
    public void Write(Span<byte> line, int combination, long number, DateTimeOffset time)
    {
        var length = Encoding.ASCII.GetBytes(Head(combination, number, time), line);
        var tail = tails.AsSpan((combination == 0 ? 0 : tailEnds[combination - 1])..tailEnds[combination]);
        tail.CopyTo(line[length..]);
        Fill(line, length + tail.Length);
    }

    /// <summary>A product line for each sku of purchases.</summary>
    public IEnumerable<string> Products() =>
        from advertiser in Enumerable.Range(0, advertisers)
        from sku in Enumerable.Range(0, Skus)
        select $"{{\"advertiser_id\":\"{Advertiser(advertiser)}\",\"marketplace_id\":\"{Marketplace}\",\"sku\":\"sku-{sku}\",\"product_id\":\"product-{sku}\",\"brand\":\"Northlight\"}}\n";

    /// <summary>What is left of a line is its last field.</summary>
    private static void Fill(Span<byte> line, int length)
    {
        line[length..(LineBytes - 3)].Fill((byte)'x');
        "\"}\n"u8.CopyTo(line[(LineBytes - 3)..]);
    }

    private string Purchase(long number, DateTimeOffset time)
    {
        var (advertiser, shopper) = touched[random.Next((int)Math.Clamp(touches, 1, touched.Length))];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"event_id\":\"e-{number:D12}\",\"type\":\"purchase\",\"shopper_id\":\"s{shopper:D8}\",\"sku\":\"sku-{random.Next(Skus)}\",\"units\":1,\"sales\":{random.Next(90_000_000) / 1_000_000m:0.000000},\"time\":\"{time:yyyy-MM-dd'T'HH:mm:sszzz}\",\"advertiser_id\":\"{Advertiser(advertiser)}\",\"marketplace_id\":\"{Marketplace}\",\"currency\":\"USD\",\"request_id\":\""
        );
    }

    /// <summary>The shopper of a click, who may buy something later.</summary>
    private string Shopper(int combination)
    {
        if (shoppers == 0)
        {
            return "";
        }

        var shopper = random.Next(shoppers);
        touched[touches++ % touched.Length] = ((int)(combination * Scatter % Combinations % advertisers), shopper);
        return string.Create(CultureInfo.InvariantCulture, $"\"shopper_id\":\"s{shopper:D8}\",");
    }

    private string Head(int combination, long number, DateTimeOffset time)
    {
        var kind =
            random.Next(100) < ClicksPercent
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"event_id\":\"e-{number:D12}\",\"type\":\"click\",{Shopper(combination)}\"cost\":{random.Next(3_000_000) / 1_000_000m:0.000000},"
                )
                : "{\"type\":\"impression\",";
        return string.Create(CultureInfo.InvariantCulture, $"{kind}\"time\":\"{time:yyyy-MM-dd'T'HH:mm:sszzz}\",");
    }

    /// <summary>What a line says of a combination: neighbours in the order of frequency lie in different advertisers.</summary>
    private static string Tail(int combination, int combinations, int advertisers, string currency)
    {
        var mixed = combination * Scatter % combinations;
        var advertiser = mixed % advertisers;
        var rest = mixed / advertisers;
        var (placement, keyword) = (rest % 4, rest / 4);
        var campaign = keyword % 25;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"advertiser_id\":\"{Advertiser((int)advertiser)}\",\"marketplace_id\":\"{Marketplace}\",\"ad_product\":\"SP\",\"campaign_id\":\"{4_000_000_000_000L + (advertiser * 1000) + campaign}\",\"ad_group_id\":\"{5_000_000_000_000L + (advertiser * 1000) + campaign}\",\"ad_id\":\"{6_000_000_000_000L + (advertiser * 1000) + (keyword % 40)}\",\"keyword_id\":\"{7_000_000_000_000L + (advertiser * 100_000) + keyword}\",\"match_type\":\"BROAD\",\"placement\":\"{Placement((int)placement)}\",{currency}\"keyword_text\":\"running shoes {keyword}\",\"request_id\":\""
        );
    }

    private static string Placement(int number) =>
        number switch
        {
            0 => "Top of Search on-Amazon",
            1 => "Off Amazon",
            2 => "Other on-Amazon",
            _ => "Detail Page on-Amazon",
        };

    private static double[] Odds(int combinations)
    {
        var odds = new double[combinations];
        var sum = 0.0;
        for (var rank = 0; rank < combinations; rank++)
        {
            odds[rank] = sum += Math.Pow(rank + 1 + Shift, -Exponent);
        }

        return Array.ConvertAll(odds, value => value / sum);
    }
}
