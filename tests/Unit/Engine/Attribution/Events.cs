using Millrace.Engine.Attribution;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>Rows as the tests speak of them. Times are unix seconds; products and brands are numbers, -1 where there is none.</summary>
internal static class Events
{
    public const ulong Shopper = 77;
    public const int Day = 86_400;

    /// <summary>A time from which a year back and a year on are in range.</summary>
    public const int Start = 1_700_000_000;

    public static TouchRow Click(
        ulong id,
        long at,
        AdProduct of = AdProduct.SponsoredDisplay,
        int product = 1,
        int brand = 1,
        ulong shopper = Shopper
    ) => Touch(id, at, of, product, brand, shopper, isView: false);

    public static TouchRow View(
        ulong id,
        long at,
        AdProduct of = AdProduct.SponsoredDisplay,
        int product = 1,
        int brand = 1,
        ulong shopper = Shopper
    ) => Touch(id, at, of, product, brand, shopper, isView: true);

    public static TouchRow Invalid(TouchRow touch) => touch with { IsInvalidation = true };

    public static DeedRow Purchase(
        ulong id,
        long at,
        int units = 1,
        long sales = 10,
        int product = 1,
        int brand = 1,
        ulong shopper = Shopper
    ) => Deed(id, at, DeedKind.Purchase, product, brand, shopper) with { Units = units, SalesMicros = sales };

    public static DeedRow Deed(ulong id, long at, DeedKind kind, int product = 1, int brand = 1, ulong shopper = Shopper) =>
        new()
        {
            Shopper = shopper,
            Id = id,
            Time = (uint)at,
            Kind = kind,
            Product = product,
            Brand = brand,
        };

    public static DeedRow Return(ulong id, DeedRow of, int units, long sales) =>
        of with
        {
            Id = id,
            Refers = of.Id,
            Kind = DeedKind.Return,
            Units = units,
            SalesMicros = sales,
        };

    public static DeedRow Invalid(ulong id, DeedRow deed) =>
        deed with
        {
            Id = id,
            Refers = deed.Id,
            Kind = DeedKind.Invalidation,
        };

    /// <summary>The combination has the number of the id, so that a credit tells its touch.</summary>
    private static TouchRow Touch(ulong id, long at, AdProduct of, int product, int brand, ulong shopper, bool isView) =>
        new()
        {
            Shopper = shopper,
            Id = id,
            Time = (uint)at,
            Combination = (int)id,
            Product = product,
            Brand = brand,
            AdProduct = of,
            IsView = isView,
        };
}
