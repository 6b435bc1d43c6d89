using System.Globalization;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Makes single events of few shoppers, skus and ads, whose times stand in a relation to those of former ones.</summary>
internal sealed class EventMaker(Dice dice, DatasetDeclaration dataset, Feeding feeding, long touchesFrom)
{
    private static readonly long[] Apart =
    [
        0,
        0,
        0,
        Acceptance.Day,
        7 * Acceptance.Day,
        14 * Acceptance.Day,
        30 * Acceptance.Day,
    ];

    private static readonly long[] Off = [0, 0, -1, 1];

    private readonly string adProduct = EventTypes.AdProductOf(dataset.Id);
    private readonly int mainAccount = dice.Below(History.Zones.Length);
    private readonly List<RawEvent> former = [];
    private int lastId;

    /// <summary>P1 is a sku of its own and, by another sku, a product too.</summary>
    public IReadOnlyList<string> Skus { get; } = ["S1", "S2", "S3", "S4", "S5", "P1"];

    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"e{++lastId}");

    public void Remember(RawEvent happened) => former.Add(happened);

    /// <summary>An event that some dataset counts, seldom one of the other ad products.</summary>
    public RawEvent Next(long now)
    {
        const int Tries = 20;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var product = dice.IsTrue(80) ? adProduct : dice.Of(EventTypes.AdProducts);
            var made = EventTypes.IsOfDeeds(dataset.Id) ? NextOfDeeds(product, now) : NextOfTraffic(product, now);
            if (feeding.Takes(made))
            {
                return made;
            }
        }

        return Counted(adProduct, now);
    }

    public RawEvent Purchase(long now) => Deed("purchase", now);

    public RawEvent Return(RawEvent purchase) =>
        purchase with
        {
            EventId = NextId(),
            Type = "return",
            InvalidatesEventId = purchase.EventId,
            Sku = null,
            Units = dice.IsTrue(70) ? dice.Between(0, 2) : null,
            Sales = dice.IsTrue(70) ? dice.Money(15) : null,
        };

    /// <summary>Mostly what the catalogue says, seldom something new.</summary>
    public HistoryStep.Put Put(string sku)
    {
        var (product, brand) = sku switch
        {
            "S1" or "S2" => ("P1", "B1"),
            "S3" => ("P3", "B1"),
            "S4" => ("P4", "B2"),
            _ => ("P5", null),
        };
        return new(Account(), sku, product, dice.IsTrue(15) ? dice.Of(["B1", "B2", null]) : brand);
    }

    private RawEvent NextOfDeeds(string product, long now) =>
        dice.Below(100) switch
        {
            < 45 => Touch(product, now),
            < 82 => Deed(NextDeed(), now),
            < 92 => Attributed(product, now),
            _ => Counted(product, now),
        };

    private RawEvent NextOfTraffic(string product, long now) =>
        dice.Below(100) switch
        {
            < 75 => Counted(product, now),
            < 90 => Touch(product, now),
            < 95 => Deed(NextDeed(), now),
            _ => Attributed(product, now),
        };

    private string NextDeed()
    {
        var deeds = EventTypes.DeedsOf(adProduct);
        return dataset.Id switch
        {
            "sb-clickstream" or "adsp-clickstream" => dice.IsTrue(25) ? "purchase"
            : dice.IsTrue(25) ? "page_view"
            : dice.Of(deeds),
            "adsp-conversion" => dice.IsTrue(75) ? "purchase" : dice.Of(EventTypes.SignUps),
            _ => dice.IsTrue(85) ? "purchase" : dice.Of(EventTypes.DeedsOf("DSP")),
        };
    }

    private RawEvent Touch(string product, long now)
    {
        var isClick = dice.IsTrue(65);
        var made = OfAd(product, isClick ? "click" : "impression") with
        {
            EventId = NextId(),
            ShopperId = Shopper(),
            Sku = dice.IsTrue(85) ? dice.Of(Skus) : null,
        };
        return Money(Timed(made, now));
    }

    private RawEvent Counted(string product, long now)
    {
        var media = EventTypes.OfMedia(product);
        var isMedia = media.Length > 0 && dice.IsTrue(dataset.Id.EndsWith("rich-media", StringComparison.Ordinal) ? 80 : 15);
        var made = Timed(OfAd(product, dice.Of(isMedia ? media : EventTypes.OfTraffic(product))), now);
        return Money(
            made.Type == "click" ? made with { EventId = NextId() }
            : made.Type == "fee" ? made
            : made with { EventId = dice.IsTrue(30) ? NextId() : null, Count = dice.IsTrue(60) ? dice.Between(1, 40) : null }
        );
    }

    private RawEvent Attributed(string product, long now)
    {
        var made = Timed(OfAd(product, "attributed_conversion"), now);
        var type = dice.IsTrue(70) ? NextDeed() : dice.Of(EventTypes.DeedsOf(product));
        type = EventTypes.DeedsOf(product).Contains(type) ? type : "purchase";
        var later = made.Time + dice.Of(Apart) + dice.Of(Off);
        return made with
        {
            EventId = NextId(),
            ConversionType = type == "purchase" && dice.IsTrue(50) ? null : type,
            ConversionTime = later >= made.Time && later <= now ? later : Math.Max(made.Time, now - dice.Below(3600)),
            Attribution =
                product != "SP" && dice.IsTrue(40) ? "view"
                : dice.IsTrue(50) ? "click"
                : null,
            ProductMatch = dice.Of(["same_sku", "brand_halo", null]),
            ShopperStatus = dice.Of(["new_to_brand", "returning", null]),
            Units = type == "purchase" && dice.IsTrue(50) ? dice.Between(1, 4) : null,
            Sales = type is "purchase" or "off_platform_purchase" && dice.IsTrue(80) ? dice.Money(30) : null,
        };
    }

    private RawEvent Deed(string type, long now)
    {
        var made = new RawEvent
        {
            EventId = NextId(),
            Type = type,
            Time = 0,
            AdvertiserId = Account(),
            ShopperId = Shopper(),
            Sku = type == "purchase" || EventTypes.OfSku.Contains(type) ? dice.Of(Skus) : null,
            Units = type == "purchase" && dice.IsTrue(50) ? dice.Between(1, 4) : null,
            Sales = type is "purchase" or "off_platform_purchase" && dice.IsTrue(80) ? dice.Money(30) : null,
        };
        return Timed(made, now);
    }

    private RawEvent OfAd(string product, string type)
    {
        var isDsp = product == "DSP";
        string? Some(params string[] texts) => dice.IsTrue(30) ? dice.Of(texts) : null;
        string? Known(params string[] texts) => isDsp ? Some(texts) : dice.Of(texts);
        var made = new RawEvent
        {
            Type = type,
            Time = 0,
            AdvertiserId = Account(),
            AdProduct = product == "SP" && dice.IsTrue(50) ? null : product,
            CampaignId = dice.Of(["C1", "C2"]),
            AdGroupId = Known("G1"),
            AdId = Known("A1", "A2"),
            Placement = product == "SD" ? null : Known("Top of page", "Other"),
        };
        return isDsp
                ? made with
                {
                    Country = Some("US", "IN"),
                    Region = Some("R1"),
                    Device = Some("Phone"),
                    Site = Some("site.example"),
                    SupplySource = Some("Source"),
                    DealId = Some("D1"),
                    ProposalId = Some("Q1"),
                    DspEntityId = Some("N1"),
                    FlightId = type == "attributed_conversion" ? null : Some("F1", "F2"),
                }
            : dice.IsTrue(50) ? made with { KeywordId = "K1", KeywordText = "shoes", MatchType = "EXACT" }
            : made with { TargetId = "K2" };
    }

    private RawEvent Money(RawEvent made)
    {
        decimal? Some() => dice.IsTrue(60) ? dice.Money(3) : null;
        return made.AdProduct == "DSP"
            ? made.Type is not ("impression" or "click" or "fee")
                ? made
                : made with
                {
                    SupplyCost = Some(),
                    AgencyFee = Some(),
                    AudienceFee = Some(),
                    ConsoleFee = Some(),
                }
            : made.Type is "impression" or "click"
                ? made with
                {
                    Cost = Some(),
                }
                : made;
    }

    /// <summary>With a time that it may have now: some days after or before another of the shopper, to the second or one off.</summary>
    private RawEvent Timed(RawEvent made, long now)
    {
        var oldest = Math.Max(now - Acceptance.Oldest(made), made.IsOfAd ? touchesFrom : long.MinValue);
        if (dice.IsTrue(2))
        {
            var edge = now - Acceptance.Oldest(made) - dice.Below(2);
            return made with { Time = edge >= oldest - 1 ? edge : now + Acceptance.FutureMax };
        }

        var related = RelatedTo(made);
        for (var attempt = 0; attempt < 4 && related.Count > 0; attempt++)
        {
            var other = dice.Of(related).Time;
            var apart = (other < touchesFrom ? 365 * Acceptance.Day : dice.Of(Apart)) + dice.Of(Off);
            var time = other + (dice.IsTrue(70) ? apart : -apart);
            if (time >= oldest && time <= now + Acceptance.FutureMax)
            {
                return made with { Time = time };
            }
        }

        return made with
        {
            Time = Math.Max(oldest, now - dice.Below(3 * 3600)),
        };
    }

    /// <summary>Former events of the same shopper; for deeds sometimes those of a year ago.</summary>
    private List<RawEvent> RelatedTo(RawEvent made)
    {
        var related = former.Where(one => one.AdvertiserId == made.AdvertiserId && one.ShopperId == made.ShopperId).ToList();
        return !made.IsOfAd && dice.IsTrue(20) && related.Where(one => one.Time < touchesFrom).ToList() is { Count: > 0 } old
            ? old
            : related;
    }

    private string Account()
    {
        var number = dice.IsTrue(80) ? mainAccount : dice.Below(History.Zones.Length);
        return string.Create(CultureInfo.InvariantCulture, $"ADV{number}");
    }

    private string Shopper() => dice.IsTrue(60) ? "X" : dice.Of(["Y", "Z"]);
}
