using System.Globalization;
using System.Text.Json;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>What each dataset has to say of an entity of a file, as values by paths; numbers in the form of decimals.</summary>
/// <param name="older">Of the older generation of datasets; else of the newer one.</param>
internal sealed class EntityDocument(FileEntity entity, bool older)
{
    private const string Currency = "USD";

    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>The dataset of the older or newer generation that shows it.</summary>
    public string Dataset { get; } =
        (older ? "" : "ads-campaign-management-")
        + entity.Kind switch
        {
            "campaigns" => "campaigns",
            "ad_groups" => "adgroups",
            "ads" => "ads",
            _ => "targets",
        };

    public SortedDictionary<string, string> Values(long version)
    {
        values.Clear();
        Put("dataset_id", Dataset);
        Put("advertiser_id", Stack.AdvertiserId);
        Put("marketplace_id", Stack.MarketplaceId);
        Put("version", $"{version}");
        Put(older ? "adProduct" : "ad_product", entity.AdProduct);
        Put("state", entity.Said("state")!.ToUpperInvariant());
        Put(older ? "campaignId" : "campaign_id", entity.Campaign);
        if (entity.Kind != "campaigns")
        {
            Put(older ? "adGroupId" : "ad_group_id", entity.Said("adGroupId"));
        }

        switch (entity.Kind)
        {
            case "campaigns":
                Campaign();
                break;
            case "ad_groups":
                Put("name", entity.Said("name"));
                Put(older ? "bidValue.defaultBid.value" : "bid.default_bid", MessageValues.Number(entity.At("defaultBid")));
                Put(older ? "bidValue.defaultBid.currencyCode" : "bid.currency_code", Currency);
                break;
            case "ads":
                Ad();
                break;
            default:
                Target();
                break;
        }

        return values;
    }

    private void Campaign()
    {
        Put("name", entity.Said("name"));
        Put(older ? "portfolioId" : "portfolio_id", entity.Said("portfolioId"));
        Put(older ? "startDateTime" : "start_date_time", Time("startDate", "000000"));
        Put(older ? "endDateTime" : "end_date_time", Time("endDate", "235959"));
        Put(older ? "targetingSettings" : "", entity.Said("targetingType"));
        Put(older ? "" : "cost_type", entity.Said("costType")?.ToUpperInvariant());
        var budget = older ? "budget.budgetCap." : "budgets.0.";
        var money = budget + (older ? "monetaryBudget." : "budget_value.monetary_budget_value.monetary_budget.");
        Put(money + (older ? "amount" : "value"), MessageValues.Number(entity.At("dailyBudget") ?? entity.At("budget")));
        Put(money + (older ? "currencyCode" : "currency_code"), Currency);
        Put(budget + (older ? "recurrence.recurrenceType" : "recurrence_time_period"), "DAILY");
        var bids = older ? "bidSetting." : "optimizations.bid_settings.";
        Put(
            bids + (older ? "bidStrategy" : "bid_strategy"),
            entity.Said("bidding.strategy") switch
            {
                "legacyForSales" => "LEGACY_FOR_SALES",
                "autoForSales" => "AUTO_FOR_SALES",
                "manual" => "MANUAL",
                var none => none,
            }
        );
        for (var place = 0; entity.At($"bidding.adjustments.{place}") is not null; place++)
        {
            var to = bids + (older ? "placementBidAdjustment." : "bid_adjustments.placement_bid_adjustments.") + $"{place}.";
            Put(
                to + "placement",
                entity.Said($"bidding.adjustments.{place}.predicate") switch
                {
                    "placementTop" => older ? "PLACEMENT_TOP" : "TOP_OF_SEARCH",
                    "placementProductPage" => older ? "PLACEMENT_PRODUCT_PAGE" : "PRODUCT_PAGE",
                    _ => older ? "PLACEMENT_REST_OF_SEARCH" : "REST_OF_SEARCH",
                }
            );
            Put(to + "percentage", MessageValues.Number(entity.At($"bidding.adjustments.{place}.percentage")));
        }

        foreach (var (place, tag) in entity.At("tags")?.EnumerateObject().Index() ?? [])
        {
            Put(older ? $"tags.{tag.Name}" : $"tags.{place}.value", tag.Value.GetString());
            Put(older ? "" : $"tags.{place}.key", tag.Name);
        }
    }

    private void Ad()
    {
        Put(older ? "adId" : "ad_id", entity.Id);
        var (asin, sku) = (entity.Said("asin"), entity.Said("sku"));
        Put(older ? "asin" : "", asin);
        Put(older ? "sku" : "", sku);
        var product = older ? "" : "creative.product_creative.product_creative_settings.advertised_product.";
        Put(older ? "" : $"{product}product_id", sku ?? asin);
        Put(older ? "" : $"{product}product_id_type", sku is null ? "ASIN" : "SKU");
        Put(older ? "" : $"{product}resolved_product_id", sku is null ? null : asin);
        Put(older ? "" : "ad_type", "PRODUCT_AD");
    }

    private void Target()
    {
        Put(older ? "targetId" : "target_id", entity.Id);
        Put("negative", entity.IsNegative ? "true" : "false");
        Put(older ? "bid" : "bid.bid", MessageValues.Number(entity.At("bid")));
        Put(older ? "currencyCode" : "bid.currency_code", Currency);
        var isKeyword = entity.Kind == "keywords";
        var isAuto = entity.Said("expressionType") == "auto";
        Put(
            older ? "targetType" : "target_type",
            isKeyword ? "KEYWORD"
                : isAuto ? "AUTO"
                : "EXPRESSION"
        );
        if (isKeyword)
        {
            var match = entity.Said("matchType")!.Replace("negative", "", StringComparison.Ordinal).ToUpperInvariant();
            Put(older ? "keywordTarget.matchType" : "target_details.keyword_target.match_type", match);
            Put(older ? "keywordTarget.keyword" : "target_details.keyword_target.keyword", entity.Said("keywordText"));
            return;
        }

        var (word, clause) = Aim();
        var block =
            isAuto ? "autoTarget"
            : word == "VIEWS" ? "audienceTarget"
            : word.StartsWith("ASIN_CATEGORY", StringComparison.Ordinal) ? "productCategoryTarget"
            : "productTarget";
        if (older)
        {
            Put($"{block}.matchType", word);
            Put($"{block}.targetingClause", clause);
            return;
        }

        var value = entity.Said("expression.0.value");
        switch (block)
        {
            case "autoTarget":
                Put("target_details.theme_target.match_type", word);
                break;
            case "productTarget":
                Put("target_details.product_target.match_type", word);
                Put("target_details.product_target.product_id_type", "ASIN");
                Put("target_details.product_target.product.product_id", value);
                break;
            case "productCategoryTarget":
                Put("target_details.product_category_target.product_category_id", value);
                break;
        }
    }

    private (string Word, string Clause) Aim()
    {
        var first = entity.Said("expression.0.type")!;
        var parts = new List<string>();
        for (var place = 0; entity.Said($"expression.{place}.type") is { } type; place++)
        {
            var (_, name) = Words.GetValueOrDefault(type, ("", type));
            parts.Add(entity.Said($"expression.{place}.value") is { } value ? $"{name}=\"{value}\"" : name);
        }

        return (Words[first].Word, string.Join(' ', parts));
    }

    private static Dictionary<string, (string Word, string Name)> Words { get; } =
        new()
        {
            ["queryHighRelMatches"] = ("QUERY_HIGH_REL_MATCHES", "close-match"),
            ["queryBroadRelMatches"] = ("QUERY_BROAD_REL_MATCHES", "loose-match"),
            ["asinSubstituteRelated"] = ("ASIN_SUBSTITUTE_RELATED", "substitutes"),
            ["asinAccessoryRelated"] = ("ASIN_ACCESSORY_RELATED", "complements"),
            ["asinSameAs"] = ("ASIN_SAME_AS", "asin"),
            ["asinCategorySameAs"] = ("ASIN_CATEGORY_SAME_AS", "category"),
            ["asinBrandSameAs"] = ("ASIN_BRAND_SAME_AS", "brand"),
            ["similarProduct"] = ("SIMILAR_PRODUCT", "similarProduct"),
            ["views"] = ("VIEWS", "views"),
        };

    /// <summary>A day of the account, which is eight hours ahead of UTC, at a time of the clock there.</summary>
    private string? Time(string field, string clock) =>
        entity.Said(field) is { } day
            ? DateTime
                .ParseExact(day + clock, "yyyyMMddHHmmss", CultureInfo.InvariantCulture)
                .AddHours(-8)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : null;

    /// <summary>Nothing where the dataset has no such path, or the entity no such value.</summary>
    private void Put(string path, string? value)
    {
        if (path.Length > 0 && value is not null)
        {
            values[path] = value;
        }
    }
}
