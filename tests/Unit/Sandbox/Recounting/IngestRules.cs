using System.Text;

namespace Millrace.Unit.Sandbox.Recounting;

/// <summary>What docs/ingest-events.md asks of a line that arrives at a time: the rule that it breaks, or null.</summary>
internal static class IngestRules
{
    private static readonly string[] Everywhere =
    [
        "type",
        "invalidates_type",
        "event_id",
        "invalidates_event_id",
        "time",
        "advertiser_id",
        "marketplace_id",
        "currency",
    ];

    private static readonly string[] OfEveryAd =
    [
        "ad_product",
        "campaign_id",
        "ad_group_id",
        "ad_id",
        "count",
        "shopper_id",
        "sku",
    ];
    private static readonly string[] OfTargets = ["keyword_id", "target_id", "keyword_text", "match_type", "cost"];

    private static readonly string[] OfDsp =
    [
        "placement",
        "country",
        "region",
        "device",
        "site",
        "supply_source",
        "deal_id",
        "proposal_id",
        "dsp_entity_id",
        "flight_id",
        "supply_cost",
        "agency_fee",
        "audience_fee",
        "console_fee",
    ];

    private static readonly string[] OfConversions =
    [
        "conversion_type",
        "conversion_time",
        "attribution",
        "product_match",
        "shopper_status",
        "units",
        "sales",
    ];

    private static readonly string[] OfDeeds = ["shopper_id", "sku", "units", "sales"];

    private static readonly string[] NeedSku =
    [
        "purchase",
        "page_view",
        "add_to_cart",
        "add_to_list",
        "subscribe_and_save",
        "product_review_visit",
    ];

    public static string? Broken(ToldLine line, DateTimeOffset arrival)
    {
        var isAd = line.IsOfAd;
        string[] known = isAd
            ?
            [
                .. Everywhere,
                .. OfEveryAd,
                .. line.Product == "DSP" ? OfDsp : OfTargets,
                .. line.Product is "SP" or "SB" ? new[] { "placement" } : [],
                .. line.Type == "attributed_conversion" ? OfConversions : [],
            ]
            : [.. Everywhere, .. OfDeeds];
        if (line.Names.Except(known).FirstOrDefault() is { } unknown)
        {
            return $"{unknown} does not belong to it";
        }

        if (
            line.Names.FirstOrDefault(name =>
                name != "keyword_text" && Encoding.UTF8.GetByteCount(line.Text(name)) is 0 or > 64
            ) is
            { } text
        )
        {
            return $"{text} has not 1 to 64 bytes";
        }

        return Missing(line) ?? Age(line, arrival);
    }

    private static string? Missing(ToldLine line)
    {
        var needed = new List<string> { "time", "advertiser_id", "marketplace_id" };
        if (line.IsOfAd)
        {
            needed.Add("campaign_id");
            needed.AddRange(line.Product == "DSP" ? [] : ["ad_group_id", "ad_id"]);
            needed.AddRange(line.Product is "SP" or "SB" ? ["placement"] : []);
            if (line.Product != "DSP" && (line.Text("keyword_id") + line.Text("target_id")).Length == 0)
            {
                return "neither keyword nor target";
            }
        }
        else
        {
            needed.Add("shopper_id");
            needed.AddRange(NeedSku.Contains(line.Type) ? ["sku"] : []);
        }

        var isNamed = !line.IsOfAd || line.Type is "click" or "attributed_conversion" || line.Text("shopper_id").Length > 0;
        needed.AddRange(isNamed || line.Sign < 0 ? ["event_id"] : []);
        needed.AddRange((isNamed && line.Sign < 0) || line.Type == "return" ? ["invalidates_event_id"] : []);
        needed.AddRange(line.Type == "attributed_conversion" ? ["conversion_time"] : []);
        return needed.Find(field => line.Text(field).Length == 0) is { } missing ? $"{missing} is missing"
            : isNamed && line.Number("count", 1) != 1 ? "it stands for more than one"
            : line.Type == "attributed_conversion" && line.At("conversion_time") < line.Time ? "it was converted before"
            : null;
    }

    private static string? Age(ToldLine line, DateTimeOffset arrival)
    {
        var age = arrival - line.Time;
        var toHourEnd = TimeSpan.FromMinutes(60 - line.Time.Minute) - TimeSpan.FromSeconds(line.Time.Second);
        var isOfAd = line.IsOfAd && line.Type != "attributed_conversion";
        return age < TimeSpan.Zero ? "it lies in the future"
            : !isOfAd
                ? age > TimeSpan.FromDays(60) ? "it is older than 60 days"
                    : null
            : line.Sign > 0
                ? age > TimeSpan.FromDays(14) ? "it is older than 14 days"
                    : null
            : age - toHourEnd > TimeSpan.FromHours(72) ? "its hour ended more than 72 hours ago"
            : null;
    }
}
