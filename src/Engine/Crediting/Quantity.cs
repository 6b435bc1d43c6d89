using Millrace.Engine.Attribution;

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
    public static long Of(this Quantity quantity, in Credit credit) =>
        quantity switch
        {
            Quantity.Orders => 1,
            Quantity.Units => credit.Units,
            _ => credit.SalesMicros,
        };
}
