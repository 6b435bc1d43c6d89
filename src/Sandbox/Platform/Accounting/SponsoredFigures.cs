namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>Enters what is credited to the ads of Sponsored Products, Brands and Display. What a dataset does not show is left out.</summary>
internal sealed class SponsoredFigures(BookSheet conversion, BookSheet? clickstream)
{
    private readonly Measure conversions = new(conversion, "conversions");
    private readonly Measure sales = new(conversion, "sales");
    private readonly Measure units = new(conversion, "units_ordered");
    private readonly Measure newOrders = new(conversion, "orders_new_to_brand");
    private readonly Measure newSales = new(conversion, "sales_new_to_brand");
    private readonly Measure newUnits = new(conversion, "units_ordered_new_to_brand");
    private readonly Measure? searches = clickstream is null ? null : new(clickstream, "branded_searches");
    private readonly Measure? pageViews = clickstream is null ? null : new(clickstream, "detail_page_views");

    /// <summary>The sheet to which deeds of a kind belong, null for none.</summary>
    public BookSheet? Sheet(PlatformEventKind kind) =>
        kind switch
        {
            PlatformEventKind.Purchase => conversion,
            PlatformEventKind.BrandedSearch or PlatformEventKind.PageView => clickstream,
            _ => null,
        };

    public void Enter(in Credit credit, BookRow row, int sign)
    {
        if (credit.Kind != PlatformEventKind.Purchase)
        {
            var measure = credit.Kind == PlatformEventKind.BrandedSearch ? searches : pageViews;
            measure?.Enter(in credit, row, sign);
            return;
        }

        conversions.Enter(in credit, row, sign);
        sales.Enter(in credit, row, sign * credit.SalesMicros);
        units.Enter(in credit, row, sign * credit.Units);
        if (credit.IsNewToBrand)
        {
            newOrders.Enter(in credit, row, sign);
            newSales.Enter(in credit, row, sign * credit.SalesMicros);
            newUnits.Enter(in credit, row, sign * credit.Units);
        }
    }

    /// <summary>One figure in all its forms; those that the dataset does not have are numbered -1.</summary>
    private sealed class Measure(BookSheet sheet, string name)
    {
        private static readonly int[] Days = [1, 7, 14, 30];

        private readonly int[] afterClick = Of(sheet, days => $"attributed_{name}_{days}d");
        private readonly int[] sameSku = Of(sheet, days => $"attributed_{name}_{days}d_same_sku");
        private readonly int afterClickOrView = sheet.NumberIfAny($"view_attributed_{name}_14d");

        public void Enter(in Credit credit, BookRow row, long value)
        {
            for (var span = 0; span < Days.Length && !credit.IsView; span++)
            {
                if (credit.IsWithin(Days[span]))
                {
                    row.Add(afterClick[span], value);
                    row.Add(credit.IsSameProduct ? sameSku[span] : -1, value);
                }
            }

            if (credit.IsWithin(14))
            {
                row.Add(afterClickOrView, value);
            }
        }

        private static int[] Of(BookSheet sheet, Func<int, FormattableString> form) =>
            [.. Days.Select(days => sheet.NumberIfAny(FormattableString.Invariant(form(days))))];
    }
}
