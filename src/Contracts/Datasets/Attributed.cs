using System.Globalization;

namespace Millrace.Contracts.Datasets;

/// <summary>
/// What shoppers did after an ad, counted by how long after it: a field for each number of days. The figures belong to the hour of
/// the click or view, not to that of the deed.
/// </summary>
/// <param name="Name">The middle of the field's name.</param>
/// <param name="About">What is counted.</param>
internal sealed record Attributed(string Name, FieldType Type, string About)
{
    /// <summary>The days of view-based figures, and of the only ones that Sponsored Brands has.</summary>
    private const int ViewDays = 14;

    public static Attributed Conversions { get; } = new("conversions", FieldType.Long, "Orders");

    public static Attributed Sales { get; } = new("sales", FieldType.Money, "Sales");

    public static Attributed Units { get; } = new("units_ordered", FieldType.Long, "Units ordered");

    public static Attributed NewOrders { get; } =
        new("orders_new_to_brand", FieldType.Long, "Orders by shoppers who are new to the brand");

    public static Attributed NewSales { get; } =
        new("sales_new_to_brand", FieldType.Money, "Sales to shoppers who are new to the brand");

    public static Attributed NewUnits { get; } =
        new("units_ordered_new_to_brand", FieldType.Long, "Units ordered by shoppers who are new to the brand");

    public static Attributed BrandedSearches { get; } = new("branded_searches", FieldType.Long, "Searches that name the brand");

    public static Attributed DetailPageViews { get; } = new("detail_page_views", FieldType.Long, "Views of a product's page");

    /// <summary>Up to so many days after a click: one field for each number of days.</summary>
    public IEnumerable<DatasetField> AfterClick(params int[] days) =>
        days.Select(count => Field($"attributed_{Name}_{Days(count)}", $"{About}, up to {Span(count)} after a click."));

    /// <summary>As <see cref="AfterClick"/>, of the advertised product alone.</summary>
    public IEnumerable<DatasetField> SameSku(params int[] days) =>
        days.Select(count =>
            Field(
                $"attributed_{Name}_{Days(count)}_same_sku",
                $"{About}, up to {Span(count)} after a click, of the very product that was advertised."
            )
        );

    /// <summary>Up to 14 days after a click, or after a view that led to none.</summary>
    public DatasetField AfterViewOrClick =>
        Field($"view_attributed_{Name}_{Days(ViewDays)}", $"{About}, up to {Span(ViewDays)} after a view or a click.");

    private DatasetField Field(string name, string about) => new(name, Type, FieldRole.Metric, about) { IsNullable = true };

    private static string Days(int count) => string.Create(CultureInfo.InvariantCulture, $"{count}d");

    private static string Span(int count) =>
        count == 1 ? "one day" : string.Create(CultureInfo.InvariantCulture, $"{count} days");
}
