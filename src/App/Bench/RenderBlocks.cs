using System.Globalization;
using System.Text;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Time;

namespace Millrace.App.Bench;

/// <summary>
/// Seeded blocks, made by the engine from events: skewed campaigns, a few ads and some dozen keywords an ad group, four
/// placements, nine rows of ten in the hour that has just ended and one in the hour before, one row of eleven with clicks, one
/// keyword text of ten with a letter beyond ASCII or a quotation mark.
/// </summary>
internal sealed class RenderBlocks : IEventAccounts
{
    private const int Campaigns = 60;
    private const int AdGroups = 3;
    private const int Ads = 4;
    private const int Keywords = 40;
    private const string Marketplace = "ATVPDKIKX0DER";
    private static readonly DateTimeOffset Now = new(2026, 7, 12, 16, 30, 0, TimeSpan.Zero);
    private static readonly string[] Words =
    [
        "running",
        "shoes",
        "women's",
        "wide",
        "size",
        "trail",
        "waterproof",
        "light",
        "kids",
        "black",
    ];
    private static readonly string[] Placements =
    [
        "Top of Search on-Amazon",
        "Off Amazon",
        "Other on-Amazon",
        "Detail Page on-Amazon",
    ];

    private readonly Dictionary<string, EventAccount> accounts = [];

    /// <summary>One block of so many rows for each account.</summary>
    public static List<byte[]> Make(int accounts, int rows, int seed)
    {
        var engine = new PartitionEngine(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = new("5b0a4d4e-70f9-4f7b-8f6c-2b1f6f3c9d10"),
                HashSeed = seed,
            }
        );
        var maker = new RenderBlocks();
        var random = new Random(seed);
        for (var account = 0; account < accounts; account++)
        {
            maker.Send(engine, random, account, rows);
        }

        var effects = new Effects(engine.Sequence + 1);
        engine.Turn(Now.AddHours(2).ToUnixTimeSeconds());
        while (engine.IsTurning)
        {
            engine.GoOn(effects);
        }

        return [.. effects.Blocks.Select(block => block.Data.ToArray())];
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        accounts.GetValueOrDefault(Encoding.UTF8.GetString(advertiserId));

    private void Send(PartitionEngine engine, Random random, int account, int rows)
    {
        var advertiser = $"ENTITY{account:D10}";
        AccountZone.TryFind("America/Los_Angeles", out var zone);
        accounts.Add(advertiser, new EventAccount(account, advertiser, Marketplace, "USD", zone!));
        var options = new EventBatchOptions
        {
            Now = Now.ToUnixTimeSeconds(),
            Partitions = 1,
            EventIdSeed = 1,
            HashSeed = 1,
        };
        var batch = new EventBatch(this, options, "bench", advertiser);
        var cells = new HashSet<string>(StringComparer.Ordinal);
        while (cells.Count < rows)
        {
            var cell = Cell(random, account);
            if (cells.Add(cell))
            {
                Count(batch, random, cell, $"{account}-{cells.Count}");
            }
        }

        if (batch.RefusedCount > 0)
        {
            throw new InvalidOperationException($"A generated line was refused: {batch.Refused[0].Reason}");
        }

        var effects = new Effects(engine.Sequence + 1);
        engine.Accept(batch.Parts.Single(), options.Now, effects);
        engine.EndEntry(effects, pageBytesMax: 0);
    }

    private static string Cell(Random random, int account)
    {
        var campaign = Skewed(random, Campaigns) + (Campaigns * account);
        var adGroup = random.Next(AdGroups) + (AdGroups * campaign);
        var ad = Skewed(random, Ads) + (Ads * adGroup);
        var keyword = Skewed(random, Keywords);
        var time = Now.AddHours(random.Next(10) == 0 ? -1 : 0).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var last = ((adGroup + keyword) % 20) switch
        {
            0 => "größe",
            10 => "\\\"air\\\"",
            _ => (adGroup % 50).ToString(CultureInfo.InvariantCulture),
        };
        var text = $"{Words[keyword % 10]} {Words[keyword / 4]} {Words[(adGroup + keyword) % 10]} {last}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"time\":\"{time}\",\"advertiser_id\":\"ENTITY{account:D10}\",\"marketplace_id\":\"{Marketplace}\",\"campaign_id\":\"{400_000_000_000_000L + campaign}\",\"ad_group_id\":\"{500_000_000_000_000L + adGroup}\",\"ad_id\":\"{600_000_000_000_000L + ad}\",\"keyword_id\":\"{700_000_000_000_000L + (adGroup * 100) + keyword}\",\"keyword_text\":\"{text}\",\"match_type\":\"{(keyword % 3) switch { 0 => "BROAD", 1 => "PHRASE", _ => "EXACT" }}\",\"placement\":\"{Placements[random.Next(Placements.Length)]}\"}}"
        );
    }

    private static void Count(EventBatch batch, Random random, string cell, string id)
    {
        var impressions = 1 + (int)(Math.Pow(random.NextDouble(), 8) * 400);
        batch.Add(Encoding.UTF8.GetBytes($"{{\"type\":\"impression\",\"count\":{impressions},{cell}"));
        if (random.Next(11) == 0)
        {
            var cost = (random.Next(3_000_000) / 1_000_000m).ToString(CultureInfo.InvariantCulture);
            batch.Add(Encoding.UTF8.GetBytes($"{{\"type\":\"click\",\"event_id\":\"{id}\",\"cost\":{cost},{cell}"));
        }
    }

    private static int Skewed(Random random, int count) => (int)(Math.Pow(random.NextDouble(), 3) * count);
}
