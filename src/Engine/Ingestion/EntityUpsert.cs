namespace Millrace.Engine.Ingestion;

/// <summary>The newest form of one entity, as the platform sent it.</summary>
public sealed class EntityUpsert
{
    internal EntityUpsert(EventAccount account, string kind, string id, byte[] document) =>
        (Account, Kind, Id, Document) = (account, kind, id, document);

    public EventAccount Account { get; }

    /// <summary>portfolio, campaign, ad_group, ad, keyword, target, creative, deal, advertiser or product.</summary>
    public string Kind { get; }

    /// <summary>Of a product, its sku.</summary>
    public string Id { get; }

    internal byte[] Document { get; }

    /// <summary>What records show of it, where it is a keyword or target.</summary>
    internal TargetText? Text { get; init; }

    /// <summary>What its sku belongs to, where it is a product.</summary>
    internal Product? Product { get; init; }

    /// <summary>
    /// What records show of it, where it is a creative (name, language, size, type), a deal (name, type) or an advertiser (name, country);
    /// null in place of what is not known.
    /// </summary>
    internal IReadOnlyList<string?>? Texts { get; init; }
}
