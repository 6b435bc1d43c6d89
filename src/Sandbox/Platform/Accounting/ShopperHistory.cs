namespace Millrace.Sandbox.Platform.Accounting;

/// <summary>
/// What is known of one shopper in one account, in whatever order it became known, and what of it is to be credited to which ad
/// (docs/attribution.md).
/// </summary>
internal sealed class ShopperHistory(long since)
{
    private const long DaySeconds = 86_400;
    private const int ViewDays = 14;
    private const int NewAfterDays = 365;
    private readonly List<Touch> touches = [];
    private readonly List<Deed> deeds = [];
    private readonly List<(long Number, ShopperDetail Returned)> returns = [];
    private readonly HashSet<long> takenBack = [];

    /// <summary>When the first of it became known, unix seconds.</summary>
    public long Since { get; } = since;

    public void Add(in PlatformEvent happened, long order)
    {
        var detail = happened.Shopper!;
        if (happened.IsInvalidation)
        {
            takenBack.Add(happened.InvalidatedNumber);
        }
        else if (happened.Kind == PlatformEventKind.Return)
        {
            returns.Add((happened.InvalidatedNumber, detail));
        }
        else if (happened.Target is not null)
        {
            var isClick = happened.Kind == PlatformEventKind.Click;
            touches.Add(new(happened.Number, order, happened.Time, isClick, BookPlace.Of(in happened), detail.Sku));
        }
        else
        {
            deeds.Add(new(happened.Number, order, happened.Time, happened.Kind, detail.Sku, detail.Units, detail.SalesMicros));
        }
    }

    /// <summary>What the deeds come to by all that is known now.</summary>
    public IEnumerable<Credit> Credits()
    {
        foreach (var deed in deeds.Where(deed => !takenBack.Contains(deed.Number)))
        {
            for (var product = AdProduct.Sp; product <= AdProduct.Dsp; product++)
            {
                var click = Last(deed, product, isClick: true, product is AdProduct.Sp or AdProduct.Sd ? 30 : ViewDays);
                if (click is not null)
                {
                    yield return Of(deed, click);
                }

                var isClickRecent = click is not null && deed.Time - click.Time <= ViewDays * DaySeconds;
                if (!isClickRecent && product != AdProduct.Sp && Last(deed, product, isClick: false, ViewDays) is { } view)
                {
                    yield return Of(deed, view);
                }
            }
        }
    }

    private Touch? Last(Deed deed, AdProduct product, bool isClick, int days)
    {
        Touch? last = null;
        foreach (var touch in touches)
        {
            var isEligible =
                touch.IsClick == isClick
                && touch.Place.Target.Product == product
                && touch.Time <= deed.Time
                && deed.Time - touch.Time <= days * DaySeconds
                && !takenBack.Contains(touch.Number)
                && Fits(touch.Sku, deed.Sku);
            if (isEligible && (last is null || (touch.Time, touch.Order).CompareTo((last.Time, last.Order)) > 0))
            {
                last = touch;
            }
        }

        return last;
    }

    /// <summary>Not of different brands, as far as they are known.</summary>
    private static bool Fits(VirtualSku? advertised, VirtualSku? done) =>
        advertised?.Brand is not { } one || done?.Brand is not { } other || one == other;

    private Credit Of(Deed deed, Touch touch)
    {
        var (units, sales) = (deed.Units, deed.SalesMicros);
        foreach (var (_, returned) in returns.Where(returned => returned.Number == deed.Number))
        {
            units -= returned.Units;
            sales -= returned.SalesMicros;
        }

        return new(
            touch.Place,
            touch.Time,
            deed.Kind,
            deed.Time - touch.Time,
            !touch.IsClick,
            deed.Sku is not null && deed.Sku.ProductId == touch.Sku?.ProductId,
            IsNewToBrand(deed),
            Math.Max(0, units),
            Math.Max(0, sales)
        );
    }

    private bool IsNewToBrand(Deed deed) =>
        deed.Sku?.Brand is { } brand
        && !deeds.Exists(earlier =>
            earlier.Kind == PlatformEventKind.Purchase
            && earlier.Sku?.Brand == brand
            && (earlier.Time, earlier.Order).CompareTo((deed.Time, deed.Order)) < 0
            && deed.Time - earlier.Time <= NewAfterDays * DaySeconds
            && !takenBack.Contains(earlier.Number)
        );
}
