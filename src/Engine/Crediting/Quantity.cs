namespace Millrace.Engine.Crediting;

/// <summary>What of a deed a metric sums.</summary>
internal enum Quantity
{
    Orders,
    Units,

    /// <summary>In millionths of the currency unit.</summary>
    Sales,
}

internal static class Quantities
{
    public static long Of(this Quantity quantity, in CreditedDeed deed) =>
        quantity switch
        {
            Quantity.Orders => deed.Orders,
            Quantity.Units => deed.Units,
            _ => deed.SalesMicros,
        };
}
