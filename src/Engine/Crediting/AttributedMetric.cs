using System.Globalization;
using Millrace.Engine.Attribution;

namespace Millrace.Engine.Crediting;

/// <summary>
/// One metric of the conversions or the clickstream of sponsored ads. Its name says what it counts:
/// attributed_sales_14d_same_sku, view_attributed_orders_new_to_brand_14d.
/// </summary>
internal sealed class AttributedMetric
{
    private const string ViewPrefix = "view_attributed_";
    private const string SameSkuSuffix = "_same_sku";

    private readonly DeedKind kind;
    private readonly Quantity quantity;
    private readonly CreditWindows window;
    private readonly bool isSameSku;
    private readonly bool isNewToBrand;

    public AttributedMetric(string name)
    {
        isSameSku = name.EndsWith(SameSkuSuffix, StringComparison.Ordinal);
        isNewToBrand = name.Contains("_new_to_brand_", StringComparison.Ordinal);
        quantity =
            name.Contains("_sales_", StringComparison.Ordinal) ? Quantity.Sales
            : name.Contains("_units_", StringComparison.Ordinal) ? Quantity.Units
            : Quantity.Orders;
        kind =
            name.Contains("_branded_searches_", StringComparison.Ordinal) ? DeedKind.BrandedSearch
            : name.Contains("_detail_page_views_", StringComparison.Ordinal) ? DeedKind.PageView
            : DeedKind.Purchase;
        window = name.StartsWith(ViewPrefix, StringComparison.Ordinal) ? CreditWindows.ClickOrView14 : ClickWindow(DaysOf(name));
    }

    /// <summary>Whether deeds of the kind are counted at all.</summary>
    public bool Counts(DeedKind deed) => deed == kind;

    /// <summary>What the credit adds to the metric.</summary>
    public long Of(in Credit credit)
    {
        var counts =
            credit.Kind == kind
            && (credit.Windows & window) != 0
            && (!isSameSku || credit.IsSameSku)
            && (!isNewToBrand || credit.IsNewToBrand);
        return counts ? quantity.Of(in credit) : 0;
    }

    private int DaysOf(string name)
    {
        var days = name[..^(isSameSku ? SameSkuSuffix.Length + 1 : 1)];
        return int.Parse(days.AsSpan(days.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static CreditWindows ClickWindow(int days) =>
        days switch
        {
            1 => CreditWindows.Click1,
            7 => CreditWindows.Click7,
            14 => CreditWindows.Click14,
            30 => CreditWindows.Click30,
            _ => throw new InvalidOperationException($"No window has {days} days."),
        };
}
