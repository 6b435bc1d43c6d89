using Kind = Millrace.Sandbox.Platform.PlatformEventKind;

namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Enters what is credited to the ads of DSP.</summary>
internal sealed class DspFigures
{
    private const int Days = 14;
    private readonly BookSheet conversion;
    private readonly BookSheet clickstream;

    /// <summary>What a deed of each kind counts as, whatever was advertised.</summary>
    private readonly Dictionary<Kind, Split> all;

    /// <summary>What it counts as too when it is of the promoted product.</summary>
    private readonly Dictionary<Kind, Split> promoted;

    /// <summary>The same for shoppers who are new to the brand.</summary>
    private readonly Dictionary<Kind, Split> allNew;
    private readonly Dictionary<Kind, Split> promotedNew;
    private readonly Split halo;
    private readonly Split haloNew;
    private readonly Split signUps;
    private readonly int offClicks;
    private readonly int offViews;
    private readonly int offSales;

    public DspFigures(BookSheet conversion, BookSheet clickstream)
    {
        (this.conversion, this.clickstream) = (conversion, clickstream);
        all = new()
        {
            [Kind.Purchase] = Split.Of(conversion, "total_purchases"),
            [Kind.AppSignUpFreeTrial] = Split.Of(conversion, "app_subscription_sign_up_free_trial"),
            [Kind.AppSignUpPaid] = Split.Of(conversion, "app_subscription_sign_up_paid"),
            [Kind.AddToCart] = Split.Of(clickstream, "total_add_to_cart"),
            [Kind.AddToList] = Split.Of(clickstream, "total_add_to_list"),
            [Kind.PageView] = Split.Of(clickstream, "total_detail_page_views", "total_detail_page_view"),
            [Kind.SubscribeAndSave] = Split.Of(clickstream, "total_subscribe_and_save"),
            [Kind.ProductReviewVisit] = Split.Of(clickstream, "total_product_review_page_visits"),
            [Kind.BrandedSearch] = Split.Of(clickstream, "brand_searches"),
            [Kind.AddToWatchlist] = Split.Of(clickstream, "add_to_watchlist"),
            [Kind.VideoDownload] = Split.Of(clickstream, "video_downloads"),
            [Kind.DownloadedVideoPlay] = Split.Of(clickstream, "downloaded_video_plays"),
            [Kind.TrailerPlay] = Split.Of(clickstream, "play_trailers"),
            [Kind.VideoStream] = Split.Of(clickstream, "video_streams"),
            [Kind.Rental] = Split.Of(clickstream, "rentals"),
            [Kind.SkillInvocation] = Split.Of(clickstream, "skill_invocation"),
            [Kind.ClickToApply] = Split.Of(clickstream, "click_to_apply"),
            [Kind.OffPlatformOther] = Split.Of(clickstream, "off_amazon_other"),
            [Kind.OffPlatformPageView] = Split.Of(clickstream, "off_amazon_page_views", "off_amazon_page_view"),
            [Kind.OffPlatformSearch] = Split.Of(clickstream, "off_amazon_search"),
            [Kind.OffPlatformContact] = Split.Of(clickstream, "off_amazon_contact"),
            [Kind.OffPlatformCheckout] = Split.Of(clickstream, "off_amazon_checkout"),
            [Kind.OffPlatformLead] = Split.Of(clickstream, "off_amazon_lead"),
            [Kind.OffPlatformSignup] = new(-1, -1, clickstream.Number("off_amazon_signup_views")),
            [Kind.OffPlatformAppStart] = Split.Of(
                clickstream,
                "off_amazon_mobile_app_starts",
                "off_amazon_mobile_app_first_start"
            ),
            [Kind.OffPlatformSubscribe] = Split.Of(clickstream, "off_amazon_subscribe"),
            [Kind.OffPlatformAddToCart] = Split.Of(clickstream, "off_amazon_add_to_shopping_cart"),
            [Kind.OffPlatformPurchase] = Split.Of(clickstream, "off_amazon_purchases"),
            [Kind.OffPlatformApplication] = Split.Of(clickstream, "off_amazon_application"),
        };
        promoted = new()
        {
            [Kind.Purchase] = Split.Of(conversion, "purchases"),
            [Kind.AddToCart] = Split.Of(clickstream, "add_to_cart"),
            [Kind.AddToList] = Split.Of(clickstream, "add_to_list"),
            [Kind.PageView] = Split.Of(clickstream, "detail_page_views", "detail_page_view"),
            [Kind.SubscribeAndSave] = Split.Of(clickstream, "subscribe_and_save"),
            [Kind.ProductReviewVisit] = Split.Of(clickstream, "product_review_page_visits"),
        };
        allNew = new()
        {
            [Kind.Purchase] = Split.Of(conversion, "total_new_to_brand_purchases"),
            [Kind.PageView] = Split.Of(clickstream, "total_new_to_brand_dpvs", "total_new_to_brand_dpv"),
        };
        promotedNew = new()
        {
            [Kind.Purchase] = Split.Of(conversion, "new_to_brand_purchases"),
            [Kind.PageView] = Split.Of(clickstream, "new_to_brand_detail_page_views", "new_to_brand_detail_page_view"),
        };
        halo = Split.Of(conversion, "purchases_brand_halo");
        haloNew = Split.Of(conversion, "new_to_brand_purchases_brand_halo");
        signUps = Split.Of(conversion, "app_subscription_sign_up");
        offClicks = clickstream.Number("off_amazon_clicks");
        offViews = clickstream.Number("off_amazon_views");
        offSales = clickstream.Number("off_amazon_product_sales");
    }

    /// <summary>The sheet to which deeds of a kind belong.</summary>
    public BookSheet Sheet(Kind kind) =>
        kind is Kind.Purchase or Kind.AppSignUpFreeTrial or Kind.AppSignUpPaid ? conversion : clickstream;

    public void Enter(in Credit credit, BookRow row, int sign)
    {
        if (!credit.IsWithin(Days))
        {
            return;
        }

        Count(all, in credit, row, sign);
        if (credit.IsNewToBrand)
        {
            Count(allNew, in credit, row, sign);
        }

        if (credit.IsSameProduct)
        {
            Count(promoted, in credit, row, sign);
        }

        if (credit is { IsSameProduct: true, IsNewToBrand: true })
        {
            Count(promotedNew, in credit, row, sign);
        }

        switch (credit.Kind)
        {
            case Kind.Purchase:
                EnterPurchase(in credit, row, sign);
                break;
            case Kind.AppSignUpFreeTrial or Kind.AppSignUpPaid:
                signUps.Add(in credit, row, sign);
                break;
            case >= Kind.OffPlatformPageView and <= Kind.OffPlatformPurchase:
                row.Add(credit.IsView ? offViews : offClicks, sign);
                row.Add(credit.Kind == Kind.OffPlatformPurchase ? offSales : -1, sign * credit.SalesMicros);
                break;
            default:
                break;
        }
    }

    private void EnterPurchase(in Credit credit, BookRow row, int sign)
    {
        var (units, sales) = (sign * credit.Units, sign * credit.SalesMicros);
        row.Add(conversion.Number("total_units_sold"), units);
        row.Add(conversion.Number("total_sales"), sales);
        if (credit.IsNewToBrand)
        {
            row.Add(conversion.Number("total_new_to_brand_units_sold"), units);
            row.Add(conversion.Number("total_new_to_brand_product_sales"), sales);
        }

        if (!credit.IsView)
        {
            row.Add(conversion.Number("units_sold_clicks"), units);
            row.Add(conversion.Number("sales_clicks"), sales);
        }

        if (!credit.IsSameProduct)
        {
            halo.Add(in credit, row, sign);
            if (credit.IsNewToBrand)
            {
                haloNew.Add(in credit, row, sign);
            }

            return;
        }

        row.Add(conversion.Number("units_sold"), units);
        row.Add(conversion.Number("sales"), sales);
        row.Add(credit.IsView ? -1 : conversion.Number("units_sold_promoted_clicks"), units);
        if (credit.IsNewToBrand)
        {
            row.Add(conversion.Number("new_to_brand_units_sold"), units);
            row.Add(conversion.Number("new_to_brand_product_sales"), sales);
        }
    }

    private static void Count(Dictionary<Kind, Split> figures, in Credit credit, BookRow row, int sign)
    {
        if (figures.TryGetValue(credit.Kind, out var split))
        {
            split.Add(in credit, row, sign);
        }
    }

    /// <summary>A figure in all, and the parts of it that are credited to clicks and to views, by their numbers.</summary>
    private readonly record struct Split(int Whole, int Clicks, int Views)
    {
        public static Split Of(BookSheet sheet, string whole, string? stem = null) =>
            new(sheet.Number(whole), sheet.Number($"{stem ?? whole}_clicks"), sheet.Number($"{stem ?? whole}_views"));

        public void Add(in Credit credit, BookRow row, long value)
        {
            row.Add(Whole, value);
            row.Add(credit.IsView ? Views : Clicks, value);
        }
    }
}
