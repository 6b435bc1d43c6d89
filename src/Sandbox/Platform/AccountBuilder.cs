using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Realms;

namespace Millrace.Sandbox.Platform;

/// <summary>Draws the accounts and what exists in them from the seed.</summary>
internal sealed class AccountBuilder(long seed, VirtualPlatformOptions options)
{
    private static readonly string[] Countries =
    [
        "US",
        "IN",
        "DE",
        "UK",
        "JP",
        "AU",
        "BR",
        "US",
        "CA",
        "FR",
        "AE",
        "MX",
        "IT",
        "ES",
        "SE",
        "PL",
        "SG",
        "TR",
        "SA",
        "NL",
    ];

    private static readonly string[] Predefined = ["close-match", "loose-match", "substitutes", "complements"];
    private static readonly string[] KeywordMatches = ["BROAD", "PHRASE", "EXACT"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HashSet<string> ids = [];
    private Chance chance = Chance.At(seed, -1, 0, 0);

    public List<PlatformEntity> Entities { get; } = [];

    public List<VirtualAccount> Build()
    {
        var accounts = new List<VirtualAccount>();
        for (var number = 0; number < options.Accounts; number++)
        {
            accounts.Add(Account(number, accounts));
        }

        var shares = 0.0;
        accounts.ForEach(account => shares += account.Share);
        accounts.ForEach(account => account.Share /= shares);
        return accounts;
    }

    private VirtualAccount Account(int number, List<VirtualAccount> before)
    {
        var country = Countries[number % Countries.Length];
        var marketplace = Marketplaces.BuiltIn.First(known => known.Country == country);

        // A seller of the UK that is one in Germany too: advertiser ids are not unique across marketplaces.
        var elsewhere = country == "UK" ? before.FindLast(account => account.Marketplace.Country == "DE") : null;
        var account = new VirtualAccount(
            number,
            elsewhere?.AdvertiserId ?? $"A{Letters(13)}",
            $"ENTITY{Letters(13)}",
            Digits(16),
            elsewhere?.Name
                ?? $"{Pick(Vocabulary.Brands)} {Pick(Vocabulary.Trades)}{(number < 20 ? "" : $" {number.ToString(CultureInfo.InvariantCulture)}")}",
            marketplace
        );
        account.Share = 1 / Math.Sqrt(number + 1);
        var portfolios = new[] { Digits(15), Digits(15) };
        foreach (var portfolio in portfolios)
        {
            Tell(
                account,
                "portfolio",
                portfolio,
                new() { ["name"] = $"{Pick(Vocabulary.Trades)} {portfolio[..4]}", ["state"] = "enabled" }
            );
        }

        var targets = new List<VirtualTarget>();
        var weights = new List<double>();
        for (var rank = 1; rank <= options.Campaigns; rank++)
        {
            Campaign(account, rank, portfolios[chance.Below(portfolios.Length)], targets, weights);
        }

        account.Targets = targets;
        account.TargetSkew = new Skew(weights);
        return account;
    }

    private void Campaign(VirtualAccount account, int rank, string portfolio, List<VirtualTarget> targets, List<double> weights)
    {
        // Three of five campaigns bid on keywords, one on products and categories, one leaves it to the platform.
        var style = (rank % 5) switch
        {
            3 => TargetingStyle.Expressions,
            0 => TargetingStyle.Automatic,
            _ => TargetingStyle.Keywords,
        };
        var campaign = Digits(15);
        Tell(
            account,
            "campaign",
            campaign,
            new()
            {
                ["name"] = $"SP {rank} {style}",
                ["portfolio_id"] = portfolio,
                ["ad_product"] = "SP",
                ["targeting_type"] = style == TargetingStyle.Automatic ? "auto" : "manual",
                ["state"] = "enabled",
            }
        );
        for (var group = 1; group <= options.AdGroups; group++)
        {
            var adGroup = Digits(15);
            Tell(
                account,
                "ad_group",
                adGroup,
                new()
                {
                    ["campaign_id"] = campaign,
                    ["name"] = $"Group {group}",
                    ["state"] = "enabled",
                }
            );
            var ads = Enumerable.Range(0, options.Ads).Select(_ => Ad(account, campaign, adGroup)).ToList();
            var count = style == TargetingStyle.Automatic ? Math.Min(options.Targets, Predefined.Length) : options.Targets;
            for (var place = 1; place <= count; place++)
            {
                targets.Add(Target(account, campaign, adGroup, ads, style, place - 1));
                weights.Add(1.0 / (rank * group * place));
            }
        }
    }

    private string Ad(VirtualAccount account, string campaign, string adGroup)
    {
        var ad = Digits(15);
        var asin = $"B0{Letters(8)}";
        Tell(
            account,
            "ad",
            ad,
            new()
            {
                ["campaign_id"] = campaign,
                ["ad_group_id"] = adGroup,
                ["asin"] = asin,
                ["sku"] = $"SKU-{asin[2..]}",
                ["state"] = "enabled",
            }
        );
        return ad;
    }

    private VirtualTarget Target(
        VirtualAccount account,
        string campaign,
        string adGroup,
        List<string> ads,
        TargetingStyle style,
        int place
    )
    {
        var (text, match) = style switch
        {
            TargetingStyle.Automatic => (Predefined[place], "TARGETING_EXPRESSION_PREDEFINED"),
            TargetingStyle.Expressions when place % 3 == 2 => ($"category=\"{Digits(10)}\"", "TARGETING_EXPRESSION"),
            TargetingStyle.Expressions => ($"asin=\"B0{Letters(8)}\"", "TARGETING_EXPRESSION"),
            _ => (Vocabulary.Keyword(account.Marketplace.Country, ref chance), KeywordMatches[place % KeywordMatches.Length]),
        };
        var isKeyword = style == TargetingStyle.Keywords;
        var (price, step) = Price(account.Currency);
        var bid = Math.Max(step, (long)(price * (0.5 + (1.5 * chance.Unit()))) / step * step);
        var id = Digits(15);
        Tell(
            account,
            isKeyword ? "keyword" : "target",
            id,
            new()
            {
                ["campaign_id"] = campaign,
                ["ad_group_id"] = adGroup,
                ["keyword_text"] = text,
                ["match_type"] = match,
                ["state"] = "enabled",
            }
        );
        return new()
        {
            CampaignId = campaign,
            AdGroupId = adGroup,
            Id = id,
            Text = text,
            MatchType = match,
            Ads = ads,
            ClickRate = 0.006 + (0.009 * chance.Unit()),
            BidMicros = bid,
            PriceStepMicros = step,
            Fields = EventLineWriter.FieldsOf(account, campaign, adGroup, id, isKeyword, text, match),
        };
    }

    private void Tell(VirtualAccount account, string kind, string id, Dictionary<string, string> fields)
    {
        var document = new Dictionary<string, string>
        {
            ["kind"] = kind,
            ["advertiser_id"] = account.AdvertiserId,
            ["marketplace_id"] = account.Marketplace.Id,
            ["id"] = id,
        };
        foreach (var (field, value) in fields)
        {
            document.Add(field, value);
        }

        Entities.Add(new(account, kind, id, JsonSerializer.Serialize(document, Json)));
    }

    /// <summary>What a click costs in the mean, and the step of prices, in micros.</summary>
    private static (double Price, long Step) Price(string currency) =>
        currency switch
        {
            "JPY" => (60e6, 1_000_000),
            "INR" => (9e6, 10_000),
            "BRL" => (1.1e6, 10_000),
            "GBP" => (0.55e6, 1),
            "EUR" => (0.6e6, 1),
            "MXN" or "TRY" or "SEK" => (6e6, 10_000),
            _ => (0.85e6, 1),
        };

    private string Pick(IReadOnlyList<string> words) => words[chance.Below(words.Count)];

    private string Digits(int count) => Fresh("0123456789", count, isNumber: true);

    private string Letters(int count) => Fresh("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", count, isNumber: false);

    private string Fresh(string alphabet, int count, bool isNumber)
    {
        string text;
        do
        {
            var letters = new char[count];
            for (var place = 0; place < count; place++)
            {
                var first = isNumber && place == 0 ? 1 : 0;
                letters[place] = alphabet[first + chance.Below(alphabet.Length - first)];
            }

            text = new string(letters);
        } while (!ids.Add(text));
        return text;
    }

    private enum TargetingStyle
    {
        Keywords,
        Expressions,
        Automatic,
    }
}
