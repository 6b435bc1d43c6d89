using System.Text;
using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Sandbox.Recounting;

/// <summary>
/// Counts from event lines alone what each dataset should say, as plainly as docs/ingest-events.md and docs/attribution.md put it
/// and at any cost.
/// </summary>
internal sealed class Recount
{
    private const long Day = 86_400;
    private readonly Dictionary<(string Account, string Sku), (string Product, string? Brand)> products = [];
    private readonly List<ToldLine> lines = [];
    private readonly HashSet<(string, string)> seen = [];

    /// <summary>By dataset, account, window, dimensions and metric.</summary>
    public Dictionary<(string Dataset, string Account, string Row, string Metric), long> Sums { get; private set; } = [];

    public int Repeats { get; private set; }

    public void AddProduct(string line)
    {
        var product = JsonDocument.Parse(line).RootElement;
        var account = $"{product.GetProperty("advertiser_id")} {product.GetProperty("marketplace_id")}";
        var brand = product.TryGetProperty("brand", out var known) ? known.GetString() : null;
        products[(account, product.GetProperty("sku").GetString()!)] = (product.GetProperty("product_id").GetString()!, brand);
    }

    public void Add(ReadOnlySpan<byte> line)
    {
        var told = new ToldLine(JsonDocument.Parse(Encoding.UTF8.GetString(line)).RootElement, lines.Count);
        if (told.Text("event_id").Length > 0 && !seen.Add((told.Account, told.Text("event_id"))))
        {
            Repeats++;
            return;
        }

        lines.Add(told);
    }

    public void Count()
    {
        Sums = [];
        foreach (var line in lines.Where(line => line.IsOfAd && line.Type != "attributed_conversion"))
        {
            CountTraffic(line);
        }

        var gone = lines
            .Where(line => line.Sign < 0)
            .Select(line => (line.Account, line.Text("invalidates_event_id")))
            .ToHashSet();
        foreach (var line in lines.Where(line => line.Type == "attributed_conversion" && line.Sign > 0 && !IsGone(line)))
        {
            Credit(
                line,
                line.Text("conversion_type"),
                (line.At("conversion_time") - line.Time).TotalSeconds,
                line.Text("attribution") == "view",
                line.Text("product_match") == "same_sku",
                line.Text("shopper_status") == "new_to_brand",
                line.Number("units", 1),
                line.Micros("sales")
            );
        }

        foreach (
            var shopper in lines
                .Where(line => line.Text("shopper_id").Length > 0)
                .GroupBy(line => (line.Account, line.Text("shopper_id")))
        )
        {
            var standing = shopper.Where(line => line.Sign > 0 && !IsGone(line)).ToList();
            foreach (var deed in standing.Where(line => !line.IsOfAd && line.Type != "return"))
            {
                Attribute(deed, standing, shopper.Where(line => line.Type == "return"));
            }
        }

        bool IsGone(ToldLine line) => gone.Contains((line.Account, line.Text("event_id")));
    }

    private void Attribute(ToldLine deed, List<ToldLine> standing, IEnumerable<ToldLine> returns)
    {
        var back = returns.Where(line => line.Text("invalidates_event_id") == deed.Text("event_id")).ToList();
        var units = Math.Max(0, deed.Number("units", 1) - back.Sum(line => line.Number("units", 0)));
        var sales = Math.Max(0, deed.Micros("sales") - back.Sum(line => line.Micros("sales")));
        var brand = Of(deed).Brand;
        var isNew =
            brand is not null
            && !standing.Any(other =>
                other.Type == "purchase"
                && Of(other).Brand == brand
                && (other.Time < deed.Time || (other.Time == deed.Time && other.Order < deed.Order))
                && (deed.Time - other.Time).TotalDays <= 365
            );
        foreach (var product in (string[])["SP", "SB", "SD", "DSP"])
        {
            var eligible = standing
                .Where(touch => touch.IsTouch && touch.Product == product && touch.Time <= deed.Time)
                .Where(touch => brand is null || Of(touch).Brand is null || Of(touch).Brand == brand)
                .OrderBy(touch => touch.Time)
                .ThenBy(touch => touch.Order)
                .ToList();
            var click = eligible.LastOrDefault(touch => touch.Type == "click" && Lag(touch) <= 30 * Day);
            var view = eligible.LastOrDefault(touch => touch.Type == "impression" && Lag(touch) <= 14 * Day);
            if (click is not null)
            {
                Credit(click, deed.Type, Lag(click), false, IsSame(click), isNew, units, sales);
            }

            if ((click is null || Lag(click) > 14 * Day) && view is not null)
            {
                Credit(view, deed.Type, Lag(view), true, IsSame(view), isNew, units, sales);
            }
        }

        double Lag(ToldLine touch) => (deed.Time - touch.Time).TotalSeconds;
        bool IsSame(ToldLine touch) => Of(touch).Product.Length > 0 && Of(touch).Product == Of(deed).Product;
    }

    private (string Product, string? Brand) Of(ToldLine line) =>
        products.TryGetValue((line.Account, line.Text("sku")), out var known) ? known : (line.Text("sku"), null);

    private void CountTraffic(ToldLine line)
    {
        var count = line.Sign * line.Number("count", 1);
        if (line.Type.StartsWith("video_", StringComparison.Ordinal) || line.Type.StartsWith("audio_", StringComparison.Ordinal))
        {
            Add(line.Product == "DSP" ? "adsp-rich-media" : "sb-rich-media", line, RichMedia(line), count);
            return;
        }

        var dataset = line.Product == "DSP" ? "adsp-traffic" : $"{line.Product.ToLowerInvariant()}-traffic";
        switch (line.Type)
        {
            case "impression":
                Add(dataset, line, "impressions", count);
                Add(dataset, line, line.Sign > 0 ? "gross_impressions" : "invalid_impressions", Math.Abs(count));
                break;
            case "viewable_impression":
                Add(dataset, line, line.Product == "SD" ? "view_impressions" : "viewable_impressions", count);
                break;
            case "measurable_impression" or "click":
                Add(dataset, line, $"{line.Type}s", count);
                break;
        }

        Add(dataset, line, "cost", line.Sign * line.Micros("cost"));
        foreach (
            var (field, metric) in ((string, string)[])
                [
                    ("supply_cost", "supply_cost"),
                    ("agency_fee", "agency_fee"),
                    ("audience_fee", "amazon_dsp_audience_fee"),
                    ("console_fee", "amazon_dsp_console_fee"),
                ]
        )
        {
            Add(dataset, line, metric, line.Sign * line.Micros(field));
            Add(dataset, line, "total_cost", line.Sign * line.Micros(field));
        }
    }

    private static string RichMedia(ToldLine line) =>
        line.Product == "SB"
            ? line.Type is "video_5_second_view" or "video_unmute"
                ? $"{line.Type}s"
                : $"{line.Type}_views"
            : line.Type switch
            {
                "audio_complete" => "audio_ad_completions",
                "audio_view" => "audio_ad_views",
                "audio_companion_view" => "audio_ad_companion_banner_views",
                "audio_companion_click" => "audio_ad_companion_banner_clicks",
                _ => $"{line.Type[..5]}_ad_{line.Type[6..]}",
            };

    private void Credit(ToldLine ad, string deed, double lag, bool isView, bool isSame, bool isNew, long units, long sales)
    {
        if (ad.Product == "DSP")
        {
            if (lag <= 14 * Day)
            {
                CreditDsp(ad, deed, isView ? "views" : "clicks", isSame, isNew, units, sales);
            }

            return;
        }

        var dataset = (ad.Product, deed) switch
        {
            (_, "purchase") => $"{ad.Product.ToLowerInvariant()}-conversion",
            ("SB", "page_view" or "branded_search") => "sb-clickstream",
            _ => null,
        };
        if (dataset is null)
        {
            return;
        }

        var figures = deed switch
        {
            "purchase" => new List<(string Name, long Value)> { ("conversions", 1), ("sales", sales), ("units_ordered", units) },
            "page_view" => [("detail_page_views", 1)],
            _ => [("branded_searches", 1)],
        };
        if (deed == "purchase" && isNew)
        {
            figures.AddRange([("orders_new_to_brand", 1), ("sales_new_to_brand", sales), ("units_ordered_new_to_brand", units)]);
        }

        foreach (var (name, value) in figures)
        {
            foreach (var days in new[] { 1, 7, 14, 30 }.Where(days => !isView && lag <= days * Day))
            {
                Add(dataset, ad, $"attributed_{name}_{days}d", value);
                Add(dataset, ad, $"attributed_{name}_{days}d_same_sku", isSame ? value : 0);
            }

            Add(dataset, ad, $"view_attributed_{name}_14d", lag <= 14 * Day ? value : 0);
        }
    }

    private void CreditDsp(ToldLine ad, string deed, string part, bool isSame, bool isNew, long units, long sales)
    {
        if (deed == "purchase")
        {
            Split("total_purchases", true);
            Split("total_new_to_brand_purchases", isNew);
            Split(isSame ? "purchases" : "purchases_brand_halo", true);
            Split(isSame ? "new_to_brand_purchases" : "new_to_brand_purchases_brand_halo", isNew);
            One("total_units_sold", units);
            One("total_sales", sales);
            One("total_new_to_brand_units_sold", isNew ? units : 0);
            One("total_new_to_brand_product_sales", isNew ? sales : 0);
            One("units_sold", isSame ? units : 0);
            One("sales", isSame ? sales : 0);
            One("new_to_brand_units_sold", isSame && isNew ? units : 0);
            One("new_to_brand_product_sales", isSame && isNew ? sales : 0);
            One("units_sold_clicks", part == "clicks" ? units : 0);
            One("sales_clicks", part == "clicks" ? sales : 0);
            One("units_sold_promoted_clicks", part == "clicks" && isSame ? units : 0);
            return;
        }

        if (deed.StartsWith("app_sign_up_", StringComparison.Ordinal))
        {
            Split($"app_subscription_{deed["app_".Length..]}", true);
            Split("app_subscription_sign_up", true);
            return;
        }

        if (deed.StartsWith("off_platform_", StringComparison.Ordinal))
        {
            One($"off_amazon_{part}", 1);
            One("off_amazon_product_sales", sales);
            switch (deed["off_platform_".Length..])
            {
                case "signup":
                    One("off_amazon_signup_views", part == "views" ? 1 : 0);
                    break;
                case "page_view":
                    Split("off_amazon_page_views", true, "off_amazon_page_view");
                    break;
                case "app_start":
                    Split("off_amazon_mobile_app_starts", true, "off_amazon_mobile_app_first_start");
                    break;
                case "add_to_cart":
                    Split("off_amazon_add_to_shopping_cart", true);
                    break;
                case "purchase":
                    Split("off_amazon_purchases", true);
                    break;
                case var other:
                    Split($"off_amazon_{other}", true);
                    break;
            }

            return;
        }

        switch (deed)
        {
            case "page_view":
                Split("total_detail_page_views", true, "total_detail_page_view");
                Split("detail_page_views", isSame, "detail_page_view");
                Split("total_new_to_brand_dpvs", isNew, "total_new_to_brand_dpv");
                Split("new_to_brand_detail_page_views", isSame && isNew, "new_to_brand_detail_page_view");
                break;
            case "product_review_visit":
                Split("total_product_review_page_visits", true);
                Split("product_review_page_visits", isSame);
                break;
            case "add_to_cart" or "add_to_list" or "subscribe_and_save":
                Split($"total_{deed}", true);
                Split(deed, isSame);
                break;
            case "branded_search":
                Split("brand_searches", true);
                break;
            case "trailer_play":
                Split("play_trailers", true);
                break;
            case "video_download" or "downloaded_video_play" or "video_stream" or "rental":
                Split($"{deed}s", true);
                break;
            default:
                Split(deed, true);
                break;
        }

        void Split(string whole, bool counts, string? stem = null)
        {
            One(whole, counts ? 1 : 0);
            One($"{stem ?? whole}_{part}", counts ? 1 : 0);
        }

        void One(string metric, long value) =>
            Add(
                deed == "purchase" || deed.StartsWith("app_", StringComparison.Ordinal) ? "adsp-conversion" : "adsp-clickstream",
                ad,
                metric,
                value
            );
    }

    /// <summary>What a dataset does not show, such as gross impressions of sponsored ads, is left out.</summary>
    private void Add(string dataset, ToldLine ad, string metric, long value)
    {
        var declared = Datasets.Find(dataset)!;
        if (value == 0 || declared.Fields.All(field => field.Name != metric))
        {
            return;
        }

        var hour = ad.Time.ToString("yyyy-MM-ddTHH:00:00zzz");
        var dimensions = declared
            .Fields.Where(field => field is { Role: FieldRole.Dimension, Type: FieldType.String })
            .Select(field => Dimension(ad, field.Name));
        var key = (dataset, ad.Account, $"{hour}/{string.Join('/', dimensions)}", metric);
        Sums[key] = Sums.GetValueOrDefault(key) + value;
    }

    private static string Dimension(ToldLine ad, string field) =>
        field switch
        {
            "adgroup_id" => ad.Text("ad_group_id"),
            "creative_id" => ad.Text("ad_id"),
            "keyword_id" or "target_id" => ad.Text("keyword_id") + ad.Text("target_id"),
            "placement_type" or "placement_name" => ad.Text("placement"),
            "supply_source_name" => ad.Text("supply_source"),
            _ => ad.Text(field),
        };
}
