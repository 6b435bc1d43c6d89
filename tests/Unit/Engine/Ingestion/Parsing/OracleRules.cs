namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>What the fields of a line must be together, sentence by sentence as docs/ingest-events.md has it.</summary>
internal static class OracleRules
{
    private static readonly string[] Always = ["type", "time", "advertiser_id", "marketplace_id"];

    /// <summary>Words of every fault; none where the line is good.</summary>
    /// <param name="line">Each field by itself is good.</param>
    public static IEnumerable<string> Faults(OracleAnswer line)
    {
        if (Always.Any(name => !line.Has(name)))
        {
            return Missing(line, Always);
        }

        if (line.IsBack && !line.Has("invalidates_type"))
        {
            return ["invalidates_type is missing"];
        }

        return
        [
            .. Missing(line, Required(line)),
            .. Required(line, "event_id", NeedsEventId(line)),
            .. Required(line, "invalidates_event_id", NeedsTaken(line)),
            .. Forbidden(line).Where(line.Has).Select(name => $"{name} does not belong to"),
            .. EventTables.OfAd.TryGetValue(line.Subject, out var products) && !products.Contains(line.Product)
                ? [$"{line.Subject} is no event of ad_product {line.Product}"]
                : Array.Empty<string>(),
            .. IsSingle(line) && line.Number("count", 1) != 1 ? ["count once"] : Array.Empty<string>(),
            .. line.Subject == "attributed_conversion" ? Attributed(line) : [],
        ];
    }

    private static IEnumerable<string> Required(OracleAnswer line)
    {
        if (IsDeed(line))
        {
            return EventTables.DeedsWithSku.Contains(line.Subject) ? ["shopper_id", "sku"] : ["shopper_id"];
        }

        var ofAd = EventTables.RequiredOfAd(line.Product);
        return line.Subject == "attributed_conversion" ? [.. ofAd, "conversion_time"] : ofAd;
    }

    private static bool NeedsEventId(OracleAnswer line) =>
        line.IsBack || IsSingle(line) || IsDeed(line) || line.Subject == "attributed_conversion";

    private static bool NeedsTaken(OracleAnswer line) =>
        line.Subject == "return" || (line.IsBack && (IsSingle(line) || IsDeed(line) || line.Subject == "attributed_conversion"));

    private static IEnumerable<string> Forbidden(OracleAnswer line)
    {
        foreach (var name in EventTables.Money.Except(EventTables.MoneyOf(line.Subject, line.Product)))
        {
            yield return name;
        }

        if (line.Subject is not ("purchase" or "return" or "attributed_conversion"))
        {
            yield return "units";
        }

        if (IsDeed(line) || line.Subject == "attributed_conversion")
        {
            yield return "count";
        }

        foreach (var name in IsDeed(line) ? EventTables.About : [])
        {
            yield return name;
        }

        if (!IsDeed(line) && line.Subject is not ("impression" or "click"))
        {
            yield return "shopper_id";
        }

        if (!line.IsBack)
        {
            yield return "invalidates_type";
        }

        if (!line.IsBack && line.Subject != "return")
        {
            yield return "invalidates_event_id";
        }
    }

    private static IEnumerable<string> Attributed(OracleAnswer line)
    {
        if (line.Number("conversion_time") < line.Number("time"))
        {
            yield return "conversion_time must not lie before time";
        }

        if (line.Product == "SP" && line.Word("attribution") == "view")
        {
            yield return "attribution must be click for ad_product SP";
        }

        var conversion = line.Word("conversion_type", "purchase");
        if (!EventTables.CreditedTo(line.Product).Contains(conversion))
        {
            yield return $"conversion_type {conversion} has no figures for ad_product {line.Product}";
        }
    }

    private static bool IsDeed(OracleAnswer line) => line.Subject == "return" || EventTables.Deeds.Contains(line.Subject);

    /// <summary>A click, or what has a shopper.</summary>
    private static bool IsSingle(OracleAnswer line) => line.Subject == "click" || line.Has("shopper_id");

    private static IEnumerable<string> Required(OracleAnswer line, string name, bool isRequired) =>
        isRequired ? Missing(line, [name]) : [];

    private static IEnumerable<string> Missing(OracleAnswer line, IEnumerable<string> names) =>
        names
            .Where(name => !line.Has(name))
            .Select(name => name == "keyword_id" ? "keyword_id or target_id is missing" : $"{name} is missing");
}
