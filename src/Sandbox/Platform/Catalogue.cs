namespace Millrace.Sandbox.Platform;

/// <summary>Draws up what an account sells: few products, most of them in several skus, of two brands or of none that is known.</summary>
internal sealed class Catalogue(long seed, VirtualAccount account)
{
    private const int ProductsMax = 24;
    private const long CentMicros = 10_000;
    private static readonly string[] Variants = ["", "-XL", "-2P"];
    private readonly List<VirtualSku> skus = [];
    private readonly List<VirtualSku> advertised = [];
    private int asked;

    public IReadOnlyList<VirtualSku> Skus => skus;

    /// <summary>The sku of a further ad. While there is room it is of a new product, which gets the id.</summary>
    public VirtualSku Advertised(string productId)
    {
        if (advertised.Count < ProductsMax)
        {
            Add(advertised.Count, productId);
        }

        return advertised[asked++ % advertised.Count];
    }

    private void Add(int number, string productId)
    {
        var chance = Chance.At(seed, -3, account.Number, number);
        var (click, step) = Prices.Of(account.Currency);
        var price = Prices.InSteps(click * (15 + (60 * chance.Unit())), Math.Max(step, CentMicros));
        var brand = (number % 7) switch
        {
            3 => null,
            1 or 5 => $"{account.Name} Basics",
            _ => account.Name,
        };
        for (var variant = 0; variant <= number % Variants.Length; variant++)
        {
            skus.Add(Made($"SKU-{productId[2..]}{Variants[variant]}", productId, brand, price, isTold: true));
        }

        advertised.Add(skus[^(1 + (number % Variants.Length))]);
        if (number % 6 == 4)
        {
            // Somebody forgot to enter this one.
            var forgotten = $"SKU-{productId[2..]}-NEW";
            skus.Add(Made(forgotten, forgotten, null, price, isTold: false));
        }
    }

    private static VirtualSku Made(string sku, string productId, string? brand, long price, bool isTold) =>
        new()
        {
            Sku = sku,
            ProductId = productId,
            Brand = brand,
            PriceMicros = price,
            IsTold = isTold,
        };
}
