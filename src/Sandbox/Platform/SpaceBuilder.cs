namespace Millrace.Sandbox.Platform;

/// <summary>Draws the campaigns of Sponsored Brands, Sponsored Display and DSP of an account, with a chance of their own.</summary>
internal sealed class SpaceBuilder(
    long seed,
    VirtualPlatformOptions options,
    VirtualAccount account,
    HashSet<string> taken,
    EntityList entities
)
{
    private const int PlacesOfDsp = 10;
    private static readonly string[] KeywordMatches = ["BROAD", "PHRASE", "EXACT"];
    private static readonly string[] Audiences = ["views=(lookback=30)", "purchases=(lookback=60)", "similar-product"];
    private static readonly string[] Devices = ["Desktop", "Phone", "Tablet", "ConnectedTV", "ConnectedDevice"];
    private static readonly string[] Supplies = ["House and Home", "Open Exchange One", "Third Party Video", "Audio Direct"];
    private readonly Ids ids = new(Chance.At(seed, -2, account.Number, 0), taken);

    /// <summary>In the order of the ad products, without Sponsored Products.</summary>
    public IEnumerable<AdSpace> Build()
    {
        yield return Space(AdProduct.Sb, Placements.All, Placements.Skew);
        yield return Space(AdProduct.Sd, [VirtualPlace.None], new Skew([1]));
        var places = Enumerable.Range(0, PlacesOfDsp).Select(PlaceOfDsp).ToList();
        yield return Space(AdProduct.Dsp, places, new Skew([.. places.Select((_, rank) => 1.0 / (rank + 1))]));
    }

    private AdSpace Space(AdProduct product, IReadOnlyList<VirtualPlace> places, Skew placeSkew)
    {
        var (targets, weights) = (new List<VirtualTarget>(), new List<double>());
        for (var rank = 1; rank <= (options.Campaigns + 1) / 2; rank++)
        {
            var campaign = ids.Digits(15);
            var flights = product == AdProduct.Dsp ? new[] { ids.Digits(12), ids.Digits(12) } : [];
            entities.Tell(
                account,
                "campaign",
                campaign,
                ("name", $"{Names.Of(product)} {rank}"),
                ("ad_product", Names.Of(product)),
                ("state", product == AdProduct.Dsp ? "active" : "enabled")
            );
            for (var group = 1; group <= options.AdGroups; group++)
            {
                AdGroup(product, campaign, flights, rank * group, targets, weights);
            }
        }

        return new(targets, new Skew(weights), places, placeSkew);
    }

    private void AdGroup(
        AdProduct product,
        string campaign,
        string[] flights,
        int rank,
        List<VirtualTarget> targets,
        List<double> weights
    )
    {
        var adGroup = ids.Digits(15);
        entities.Tell(account, "ad_group", adGroup, ("campaign_id", campaign), ("name", $"Group {rank}"), ("state", "enabled"));
        var ads = Enumerable.Range(0, options.Ads).Select(number => Ad(product, campaign, adGroup, number + rank)).ToList();
        for (var place = 1; place <= (product == AdProduct.Dsp ? 1 : options.Targets); place++)
        {
            targets.Add(Target(product, campaign, adGroup, flights, ads, place));
            weights.Add(1.0 / (rank * place));
        }
    }

    private VirtualAd Ad(AdProduct product, string campaign, string adGroup, int number)
    {
        var media = product switch
        {
            AdProduct.Sb => number % 2 == 0 ? AdMedia.Video : AdMedia.Picture,
            AdProduct.Dsp => (AdMedia)(number % 3),
            _ => AdMedia.Picture,
        };
        var sku = account.Skus[ids.Chance.Below(account.Skus.Count)];
        var ad = new VirtualAd(ids.Digits(15), sku, media);
        entities.Tell(
            account,
            "ad",
            ad.Id,
            ("campaign_id", campaign),
            ("ad_group_id", adGroup),
            ("name", $"{media} {number}"),
            ("sku", sku.Sku),
            ("state", "enabled")
        );
        return ad;
    }

    private VirtualTarget Target(
        AdProduct product,
        string campaign,
        string adGroup,
        string[] flights,
        List<VirtualAd> ads,
        int place
    )
    {
        var (id, text, match) = product switch
        {
            AdProduct.Dsp => ("", "", ""),
            AdProduct.Sb when place % 4 != 0 => (
                ids.Digits(15),
                Vocabulary.Keyword(account.Marketplace.Country, ref ids.Chance),
                KeywordMatches[place % KeywordMatches.Length]
            ),
            AdProduct.Sb => (ids.Digits(15), $"category=\"{ids.Digits(10)}\"", "TARGETING_EXPRESSION"),
            _ => (ids.Digits(15), Audiences[place % Audiences.Length], "TARGETING_EXPRESSION"),
        };
        var isKeyword = product == AdProduct.Sb && place % 4 != 0;
        if (id.Length > 0)
        {
            entities.TellTarget(account, isKeyword, id, campaign, adGroup, text, match);
        }

        // DSP pays for impressions, Sponsored Display for either; a click costs as much as some hundred impressions.
        var (price, step) = Prices.Of(account.Currency);
        var drawn = price * (0.5 + (1.5 * ids.Chance.Unit()));
        var isByImpressions = product == AdProduct.Dsp || (product == AdProduct.Sd && place % 2 == 0);
        return new()
        {
            Product = product,
            CampaignId = campaign,
            AdGroupId = adGroup,
            Id = id,
            Text = text,
            MatchType = match,
            Ads = ads,
            Flights = flights,
            ClickRate = 0.004 + (0.008 * ids.Chance.Unit()),
            BidMicros = isByImpressions ? 0 : Prices.InSteps(drawn, step),
            ImpressionMicros = isByImpressions ? (long)(drawn / 300) : 0,
            PriceStepMicros = step,
            Fields = EventLineWriter.FieldsOf(account, product, campaign, adGroup, isKeyword, id, text, match),
        };
    }

    /// <summary>Not all is known of every place, as in life.</summary>
    private VirtualPlace PlaceOfDsp(int number)
    {
        var fields = new List<(string, string)>
        {
            ("site", $"site-{number}.example"),
            ("device", Devices[number % Devices.Length]),
            ("supply_source", Supplies[number % Supplies.Length]),
            ("country", account.Marketplace.Country),
        };
        if (number % 3 != 2)
        {
            fields.Add(("placement", $"{ids.Pick(Vocabulary.Trades)} {number}"));
            fields.Add(("region", $"{account.Marketplace.Country}-{number % 4}"));
        }

        if (number % 2 == 0)
        {
            fields.Add(("deal_id", $"D{ids.Digits(9)}"));
        }

        if (number % 4 == 0)
        {
            fields.Add(("proposal_id", $"P{ids.Digits(9)}"));
            fields.Add(("dsp_entity_id", account.EntityId));
        }

        return new(0.5 + ids.Chance.Unit(), fields);
    }
}
