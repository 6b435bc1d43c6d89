namespace Millrace.Sandbox.Platform.Shoppers;

/// <summary>
/// The life of one shopper of an account: ads seen and clicked, pages looked at, purchases at once or weeks later, some of them
/// cancelled or sent back, and all that becomes known late, twice or in another order.
/// </summary>
internal sealed class ShopperLife(VirtualAccount account, Telling telling, Chance chance, string shopper)
{
    private static readonly Skew Products = new([0.4, 0.2, 0.2, 0.2]);

    /// <summary>What browsers do, the frequent first; the rest are as frequent as each other.</summary>
    private static readonly PlatformEventKind[] Frequent =
    [
        PlatformEventKind.PageView,
        PlatformEventKind.AddToCart,
        PlatformEventKind.BrandedSearch,
        PlatformEventKind.AddToList,
    ];

    private const double TouchesALife = 1.7;
    private const double ClicksOfView = 0.3;

    private Chance chance = chance;
    private VirtualSku wanted = account.Skus[0];

    /// <summary>Anything but a purchase.</summary>
    public static PlatformEventKind AnyDeed(ref Chance chance) =>
        (PlatformEventKind)(
            (int)PlatformEventKind.PageView + chance.Below(PlatformEventKind.OffPlatformPurchase - PlatformEventKind.Purchase)
        );

    /// <summary>How many clicks on ads of a product a life has, in the mean.</summary>
    public static double ClicksALife(AdProduct product) =>
        TouchesALife * Products.Share((int)product) * (product == AdProduct.Sp ? 1 : (1 + ClicksOfView) / 2);

    public void Draw()
    {
        wanted = account.Skus[chance.Below(account.Skus.Count)];
        var first = Touch(Act.FirstTouch, Act.FirstTouch);
        if (chance.Happens(0.05))
        {
            telling.Repeat(in first, telling.Draw(Act.RepeatTouch, ref chance));
        }

        if (chance.Happens(0.5))
        {
            var second = Touch(Act.SecondTouch, chance.Happens(0.1) ? Act.TellTouch : Act.SecondTouch);
            if (chance.Happens(0.12))
            {
                telling.TakeBack(in second, telling.Draw(Act.FindInvalid, ref chance));
            }
        }

        if (chance.Happens(0.2))
        {
            Touch(Act.ThirdTouch, Act.ThirdTouch);
        }

        if (chance.Happens(0.7))
        {
            Browse();
        }

        if (chance.Happens(0.45))
        {
            Buy();
        }
    }

    /// <summary>An ad is clicked, or seen and sometimes clicked then. The platform tells of it in one act or another.</summary>
    private PlatformEvent Touch(Act act, Act toldIn)
    {
        var product = (AdProduct)Products.Pick(ref chance);
        var ad = telling.Ad(product, ref chance);
        var time = telling.Draw(act, ref chance);
        var arrivesAt = toldIn == act ? time : telling.Draw(toldIn, ref chance);
        var detail = new ShopperDetail { Shopper = shopper, Sku = chance.Happens(0.9) ? ad.Ad!.Sku : null };
        if (chance.Happens(0.5))
        {
            wanted = ad.Ad!.Sku;
        }

        // Sponsored Products knows no views.
        var isView = product != AdProduct.Sp && chance.Happens(0.5);
        var seen = telling.Tell(
            ad with
            {
                Kind = isView ? PlatformEventKind.Impression : PlatformEventKind.Click,
                Time = time,
                ArrivesAt = arrivesAt,
                CostMicros = isView ? ad.Target!.ImpressionMicros : Prices.Click(ad.Target!, ref chance),
                Shopper = detail,
            }
        );
        if (isView && chance.Happens(ClicksOfView))
        {
            telling.Tell(
                seen with
                {
                    Kind = PlatformEventKind.Click,
                    CostMicros = Prices.Click(ad.Target!, ref chance),
                    Number = 0,
                }
            );
        }

        if (chance.Happens(0.04))
        {
            // Two windows, two ads, one second.
            telling.Tell(
                telling.Ad(product, ref chance) with
                {
                    Kind = seen.Kind,
                    Time = time,
                    ArrivesAt = arrivesAt,
                    Shopper = detail,
                }
            );
        }

        return seen;
    }

    private void Browse()
    {
        for (var left = 1 + chance.Below(3); left > 0; left--)
        {
            var kind = chance.Happens(0.6) ? Frequent[chance.Below(Frequent.Length)] : AnyDeed(ref chance);
            var isLate = chance.Happens(0.1);
            var time = telling.Draw(Act.Browse, ref chance);
            var arrivesAt = isLate ? telling.Draw(Act.TellBrowse, ref chance) : time;
            var detail = new ShopperDetail
            {
                Shopper = shopper,
                Sku = HasSku(kind) ? Choice() : null,
                SalesMicros = kind == PlatformEventKind.OffPlatformPurchase ? wanted.PriceMicros : 0,
            };
            var deed = telling.Tell(
                new(account)
                {
                    Kind = kind,
                    Time = time,
                    ArrivesAt = arrivesAt,
                    Shopper = detail,
                }
            );
            if (chance.Happens(0.04))
            {
                telling.TakeBack(in deed, telling.Draw(Act.TellBrowse, ref chance));
            }
        }
    }

    private void Buy()
    {
        var isLate = chance.Happens(0.15);
        var time = telling.Draw(Act.Buy, ref chance);
        var bought = Purchase(time, isLate ? telling.Draw(Act.TellPurchase, ref chance) : time);
        if (chance.Happens(0.2))
        {
            // In the same order, or looked at first.
            Purchase(time, time);
        }

        if (chance.Happens(0.06))
        {
            telling.Repeat(in bought, isLate ? bought.ArrivesAt : telling.Draw(Act.RepeatPurchase, ref chance));
        }

        if (chance.Happens(0.08))
        {
            telling.TakeBack(in bought, telling.Draw(Act.Cancel, ref chance));
        }

        if (chance.Happens(0.15))
        {
            SendBack(in bought);
        }

        if (chance.Happens(0.2))
        {
            var again = telling.Draw(Act.BuyAgain, ref chance);
            Purchase(again, again);
        }
    }

    private PlatformEvent Purchase(long time, long arrivesAt)
    {
        var sku = Choice();
        var units = 1 + chance.Below(3);
        return telling.Tell(
            new(account)
            {
                Kind = PlatformEventKind.Purchase,
                Time = time,
                ArrivesAt = arrivesAt,
                Shopper = new()
                {
                    Shopper = shopper,
                    Sku = sku,
                    Units = units,
                    SalesMicros = units * sku.PriceMicros,
                },
            }
        );
    }

    /// <summary>Some units come back, or money for none; once in a while more money than was paid.</summary>
    private void SendBack(in PlatformEvent bought)
    {
        var paid = bought.Shopper!;
        var units = chance.Below(paid.Units + 1);
        var money = units == 0 ? paid.SalesMicros / 10 : paid.SalesMicros / paid.Units * units;
        telling.Tell(
            new(account)
            {
                Kind = PlatformEventKind.Return,
                Time = bought.Time,
                ArrivesAt = telling.Draw(Act.SendBack, ref chance),
                InvalidatedNumber = bought.Number,
                Shopper = new()
                {
                    Shopper = shopper,
                    Units = units,
                    SalesMicros = chance.Happens(0.05) ? money + paid.SalesMicros : money,
                },
            }
        );
    }

    /// <summary>What was advertised, another thing of its brand or any at all.</summary>
    private VirtualSku Choice()
    {
        if (chance.Happens(0.5))
        {
            return wanted;
        }

        var other = account.Skus[chance.Below(account.Skus.Count)];
        return chance.Happens(0.5) || other.Brand == wanted.Brand ? other : wanted;
    }

    private static bool HasSku(PlatformEventKind kind) => kind <= PlatformEventKind.ProductReviewVisit;
}
