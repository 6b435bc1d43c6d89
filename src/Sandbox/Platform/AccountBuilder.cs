using System.Globalization;
using Millrace.Contracts.Realms;
using Millrace.Sandbox.Platform.Entities;

namespace Millrace.Sandbox.Platform;

/// <summary>Draws the accounts and what exists in them from the seed.</summary>
internal sealed class AccountBuilder
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
    private readonly long seed;
    private readonly VirtualPlatformOptions options;
    private readonly HashSet<string> taken = [];
    private readonly Ids ids;
    private readonly EntityList entities = new();
    private Catalogue catalogue = null!;

    public AccountBuilder(long seed, VirtualPlatformOptions options)
    {
        (this.seed, this.options) = (seed, options);
        ids = new Ids(Chance.At(seed, -1, 0, 0), taken);
    }

    /// <summary>What exists, parents before children; without budgets and habits.</summary>
    public IReadOnlyList<VirtualEntity> Entities => entities.All;

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
            elsewhere?.AdvertiserId ?? $"A{ids.Letters(13)}",
            $"ENTITY{ids.Letters(13)}",
            ids.Digits(16),
            elsewhere?.Name
                ?? $"{ids.Pick(Vocabulary.Brands)} {ids.Pick(Vocabulary.Trades)}{(number < 20 ? "" : $" {number.ToString(CultureInfo.InvariantCulture)}")}",
            marketplace
        );
        account.Share = 1 / Math.Sqrt(number + 1);
        account.Portfolios = [ids.Digits(15), ids.Digits(15)];
        entities.Tell(
            account,
            "advertiser",
            account.AdvertiserId,
            ("name", account.Name),
            ("country", account.Marketplace.Country)
        );
        foreach (var portfolio in account.Portfolios)
        {
            entities.Tell(
                account,
                "portfolio",
                portfolio,
                ("name", $"{ids.Pick(Vocabulary.Trades)} {portfolio[..4]}"),
                ("state", "ENABLED")
            );
        }

        catalogue = new Catalogue(seed, account);
        var targets = new List<VirtualTarget>();
        var weights = new List<double>();
        for (var rank = 1; rank <= options.Campaigns; rank++)
        {
            Campaign(account, rank, account.Portfolios[ids.Chance.Below(account.Portfolios.Count)], targets, weights);
        }

        account.Skus = catalogue.Skus;
        account.Spaces =
        [
            new(targets, new Skew(weights), Placements.All, Placements.Skew),
            .. new SpaceBuilder(seed, options, account, taken, entities).Build(),
        ];
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
        var campaign = ids.Digits(15);
        entities.Tell(
            account,
            "campaign",
            campaign,
            ("name", $"SP {rank} {style}"),
            ("portfolio_id", portfolio),
            ("ad_product", "SP"),
            ("targeting_type", style == TargetingStyle.Automatic ? "auto" : "manual"),
            ("state", "ENABLED")
        );
        for (var group = 1; group <= options.AdGroups; group++)
        {
            var adGroup = ids.Digits(15);
            entities.Tell(
                account,
                "ad_group",
                adGroup,
                ("campaign_id", campaign),
                ("ad_product", "SP"),
                ("name", $"Group {group}"),
                ("state", "ENABLED")
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

    private VirtualAd Ad(VirtualAccount account, string campaign, string adGroup)
    {
        var ad = new VirtualAd(ids.Digits(15), catalogue.Advertised($"B0{ids.Letters(8)}"), AdMedia.Picture);
        entities.Tell(
            account,
            "ad",
            ad.Id,
            ("campaign_id", campaign),
            ("ad_group_id", adGroup),
            ("ad_product", "SP"),
            ("asin", ad.Sku.ProductId),
            ("sku", ad.Sku.Sku),
            ("state", "ENABLED")
        );
        return ad;
    }

    private VirtualTarget Target(
        VirtualAccount account,
        string campaign,
        string adGroup,
        List<VirtualAd> ads,
        TargetingStyle style,
        int place
    )
    {
        var (text, match) = style switch
        {
            TargetingStyle.Automatic => (Predefined[place], "TARGETING_EXPRESSION_PREDEFINED"),
            TargetingStyle.Expressions when place % 3 == 2 => ($"category=\"{ids.Digits(10)}\"", "TARGETING_EXPRESSION"),
            TargetingStyle.Expressions => ($"asin=\"B0{ids.Letters(8)}\"", "TARGETING_EXPRESSION"),
            _ => (Vocabulary.Keyword(account.Marketplace.Country, ref ids.Chance), KeywordMatches[place % KeywordMatches.Length]),
        };
        var isKeyword = style == TargetingStyle.Keywords;
        var (price, step) = Prices.Of(account.Currency);
        var bid = Prices.InSteps(price * (0.5 + (1.5 * ids.Chance.Unit())), step);
        var id = ids.Digits(15);
        entities.TellTarget(account, AdProduct.Sp, isKeyword, id, campaign, adGroup, text, match, bid);
        return new()
        {
            Product = AdProduct.Sp,
            CampaignId = campaign,
            AdGroupId = adGroup,
            Id = id,
            Text = text,
            MatchType = match,
            Ads = ads,
            ClickRate = 0.006 + (0.009 * ids.Chance.Unit()),
            BidMicros = bid,
            PriceStepMicros = step,
            Fields = EventLineWriter.FieldsOf(account, AdProduct.Sp, campaign, adGroup, isKeyword, id, text, match),
        };
    }

    private enum TargetingStyle
    {
        Keywords,
        Expressions,
        Automatic,
    }
}
