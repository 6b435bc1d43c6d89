using Millrace.Engine.Attribution;
using Millrace.Engine.Crediting;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>What the fields of a line must be together, after each is good by itself (docs/ingest-events.md).</summary>
internal static class LineRules
{
    /// <summary>What an ad of SP or SB needs.</summary>
    private static readonly ulong AdBits = EventFields.Bits(
        EventField.CampaignId,
        EventField.AdGroupId,
        EventField.AdId,
        EventField.KeywordId,
        EventField.Placement
    );

    /// <summary>All that tells what an ad is about.</summary>
    private static readonly ulong About =
        AdBits
        | EventFields.Bits(
            EventField.AdProduct,
            EventField.KeywordText,
            EventField.MatchType,
            EventField.FlightId,
            EventField.Country,
            EventField.Region,
            EventField.Device,
            EventField.Site,
            EventField.SupplySource,
            EventField.DealId,
            EventField.ProposalId,
            EventField.DspEntityId
        );

    private static readonly ulong Always = EventFields.Bits(
        EventField.Type,
        EventField.Time,
        EventField.AdvertiserId,
        EventField.MarketplaceId
    );

    private static readonly ulong Fees = EventFields.Bits(
        EventField.SupplyCost,
        EventField.AgencyFee,
        EventField.AudienceFee,
        EventField.ConsoleFee
    );

    private static readonly ulong ShopperBit = EventFields.Bit(EventField.ShopperId);

    private static readonly int Products = Enum.GetValues<AdProduct>().Length;

    /// <summary>By whether it takes back, ad product and what it is about.</summary>
    private static readonly Rule[] Rules =
    [
        .. from isBack in (bool[])[false, true]
        from product in Enum.GetValues<AdProduct>()
        from kind in Enum.GetValues<EventKind>()
        select Make(product, kind, isBack),
    ];

    /// <summary>Null, or the reason for which the line is refused.</summary>
    /// <param name="seen">Bits of the fields in the line; a target_id counts as a keyword_id.</param>
    public static string? Check(in EventLine line, ulong seen)
    {
        var isBack = line.Kind == EventKind.Invalidation;
        var subject = isBack ? line.Invalidates : line.Kind;
        ref readonly var rule = ref Rules[(((isBack ? Products : 0) + (int)line.Product) * EventKinds.Count) + (int)subject];
        if (((~seen & rule.Required) | (seen & rule.Forbidden)) != 0)
        {
            return Fault(in line, in rule, seen);
        }

        return line.Kind == EventKind.Impression && (seen & ShopperBit) == 0 ? null : CheckIdentified(in line, seen);
    }

    /// <summary>The fields by which an event says that it takes back, where it must not.</summary>
    private static ulong TakingBack(EventKind kind) =>
        EventFields.Bit(EventField.InvalidatesType)
        | (kind == EventKind.Return ? 0 : EventFields.Bit(EventField.InvalidatesEventId));

    private static Rule Make(AdProduct product, EventKind kind, bool isBack)
    {
        var rule = Make(product, kind);
        return rule with
        {
            // Where nothing fits, one comparison finds it.
            Required = rule.Fits ? rule.Required : ulong.MaxValue,
            Forbidden = rule.Forbidden | (isBack ? 0 : TakingBack(kind)),
        };
    }

    private static Rule Make(AdProduct product, EventKind kind)
    {
        if (kind.IsOfAd())
        {
            var counting = Counting.Of(product, kind);
            var money =
                counting is { HasCost: true } ? Fees
                : counting is { HasFees: true } ? EventFields.Bit(EventField.Cost)
                : Fees | EventFields.Bit(EventField.Cost);
            return new(
                Always | AdOf(product),
                money
                    | EventFields.Bits(EventField.Units, EventField.Sales)
                    | (kind is EventKind.Impression or EventKind.Click ? 0 : ShopperBit),
                counting is not null
            );
        }

        if (kind == EventKind.AttributedConversion)
        {
            return new(
                Always | AdOf(product) | EventFields.Bits(EventField.EventId, EventField.ConversionTime),
                Fees | ShopperBit | EventFields.Bits(EventField.Cost, EventField.Count),
                true
            );
        }

        if (!kind.IsDeed() && kind != EventKind.Return)
        {
            // Of a line that does not say what it is about the type is asked for first.
            return new(Always, 0, false);
        }

        var isPurchase = kind is EventKind.Purchase or EventKind.Return;
        return new(
            Always
                | EventFields.Bits(EventField.EventId, EventField.ShopperId)
                | (kind is >= EventKind.Purchase and <= EventKind.ProductReviewVisit ? EventFields.Bit(EventField.Sku) : 0)
                | (kind == EventKind.Return ? EventFields.Bit(EventField.InvalidatesEventId) : 0),
            About
                | Fees
                | EventFields.Bits(EventField.Count, EventField.Cost)
                | (isPurchase ? 0 : EventFields.Bit(EventField.Units))
                | (isPurchase || kind == EventKind.OffPlatformPurchase ? 0 : EventFields.Bit(EventField.Sales)),
            true
        );
    }

    private static ulong AdOf(AdProduct product) =>
        product switch
        {
            AdProduct.Dsp => EventFields.Bit(EventField.CampaignId),
            AdProduct.SponsoredDisplay => AdBits & ~EventFields.Bit(EventField.Placement),
            _ => AdBits,
        };

    private static string Fault(in EventLine line, in Rule rule, ulong seen)
    {
        if ((seen & Always) != Always)
        {
            return Missing(Always & ~seen);
        }

        var subject = line.Subject;
        if (subject == EventKind.None)
        {
            return "invalidates_type is missing";
        }

        if (!rule.Fits)
        {
            return $"{EventWords.Of(subject)} is no event of ad_product {EventWords.Of(line.Product)}";
        }

        if ((seen & rule.Required) != rule.Required)
        {
            return Missing(rule.Required & ~seen);
        }

        var field = (EventField)System.Numerics.BitOperations.TrailingZeroCount(seen & rule.Forbidden);
        var ofProduct = subject.IsDeed() || subject == EventKind.Return ? "" : $" of {EventWords.Of(line.Product)}";
        return $"{EventFields.Name(field)} does not belong to {EventWords.Of(subject)}{ofProduct}: leave it out";
    }

    private static string Missing(ulong missing)
    {
        var first = (EventField)System.Numerics.BitOperations.TrailingZeroCount(missing);
        foreach (
            var field in (ReadOnlySpan<EventField>)
                [EventField.Type, EventField.Time, EventField.AdvertiserId, EventField.MarketplaceId]
        )
        {
            if ((missing & EventFields.Bit(field)) != 0)
            {
                first = field;
                break;
            }
        }

        return first switch
        {
            EventField.EventId => NoEventId,
            EventField.KeywordId => "keyword_id or target_id is missing",
            _ => $"{EventFields.Name(first)} is missing",
        };
    }

    private const string NoEventId = "event_id is missing: clicks, shoppers' events and invalidations are told apart by it";

    private static string? CheckIdentified(in EventLine line, ulong seen)
    {
        var subject = line.Subject;
        var isOfShopper = (seen & ShopperBit) != 0;
        var isSingle = subject == EventKind.Click || isOfShopper;
        if (line.EventId.IsEmpty && (isSingle || line.Kind == EventKind.Invalidation))
        {
            return NoEventId;
        }

        if (isSingle && line.Count != 1)
        {
            return "a click and an event with a shopper_id count once: send one line for each";
        }

        var isNamed = isSingle || subject == EventKind.AttributedConversion;
        if (line.Kind == EventKind.Invalidation && isNamed && line.InvalidatesEventId.IsEmpty)
        {
            return "invalidates_event_id is missing";
        }

        return subject == EventKind.AttributedConversion ? CheckAttributed(in line) : null;
    }

    private static string? CheckAttributed(in EventLine line)
    {
        if (line.ConversionTime < line.Time)
        {
            return "conversion_time must not lie before time, which is that of the click or view";
        }

        if (line.IsView && line.Product == AdProduct.SponsoredProducts)
        {
            return "attribution must be click for ad_product SP: it has no figures of views";
        }

        var conversion = line.Conversion == EventKind.None ? EventKind.Purchase : line.Conversion;
        return Credits.Has(line.Product, conversion.Deed())
            ? null
            : $"conversion_type {EventWords.Of(conversion)} has no figures for ad_product {EventWords.Of(line.Product)}";
    }

    private readonly record struct Rule(ulong Required, ulong Forbidden, bool Fits);
}
