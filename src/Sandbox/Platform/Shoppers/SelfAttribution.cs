namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>What an account that credits deeds itself tells of one shopper: a conversion, and sometimes that it was none.</summary>
internal sealed class SelfAttribution(VirtualAccount account, Telling telling, Chance chance)
{
    private Chance chance = chance;

    public void Draw()
    {
        var product = (AdProduct)chance.Below(4);
        var ad = telling.Ad(product, ref chance);
        var isView = product != AdProduct.Sp && chance.Happens(0.4);
        var kind = Kind(product);

        // What was done more than 14 days after a view counts nowhere.
        var isPurchase = kind == PlatformEventKind.Purchase;
        var act = isPurchase && !isView && product is AdProduct.Sp or AdProduct.Sd ? Act.Buy : Act.Browse;
        var seen = telling.Draw(Act.FirstTouch, ref chance);
        var done = Math.Max(seen, telling.Draw(act, ref chance));
        var sku = account.Skus[chance.Below(account.Skus.Count)];
        var units = isPurchase ? 1 + chance.Below(3) : 0;
        var hasSales = isPurchase || kind == PlatformEventKind.OffPlatformPurchase;
        var conversion = telling.Tell(
            ad with
            {
                Kind = PlatformEventKind.AttributedConversion,
                Time = seen,
                ArrivesAt = done,
                Shopper = new()
                {
                    Units = units,
                    SalesMicros = hasSales ? sku.PriceMicros * Math.Max(1, units) : 0,
                    Conversion = new(kind, done, isView, chance.Happens(0.6), chance.Happens(0.3)),
                },
            }
        );
        if (chance.Happens(0.08))
        {
            telling.TakeBack(in conversion, telling.Draw(act == Act.Buy ? Act.Cancel : Act.TellBrowse, ref chance));
        }
    }

    private PlatformEventKind Kind(AdProduct product) =>
        product switch
        {
            AdProduct.Sb when chance.Happens(0.5) => chance.Happens(0.5)
                ? PlatformEventKind.PageView
                : PlatformEventKind.BrandedSearch,
            AdProduct.Dsp when chance.Happens(0.6) => ShopperLife.AnyDeed(ref chance),
            _ => PlatformEventKind.Purchase,
        };
}
