namespace Millrace.Engine.Ingestion;

/// <summary>The newest form of one entity, as the platform sent it.</summary>
public sealed class EntityUpsert
{
    internal EntityUpsert(EventAccount account, string kind, string id, byte[] document, TargetText? text) =>
        (Account, Kind, Id, Document, Text) = (account, kind, id, document, text);

    public EventAccount Account { get; }

    /// <summary>portfolio, campaign, ad_group, ad, keyword or target.</summary>
    public string Kind { get; }

    public string Id { get; }

    internal byte[] Document { get; }

    /// <summary>What records show of it, where it is a keyword or target.</summary>
    internal TargetText? Text { get; }
}
