using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;

namespace Millrace.Engine.Ingestion;

/// <summary>The newest form of one entity, as the platform told it.</summary>
public sealed class EntityUpsert
{
    internal EntityUpsert(EventAccount account, string kind, string id, byte[] document) =>
        (Account, Kind, Id, Document) = (account, kind, id, document);

    public EventAccount Account { get; }

    /// <summary>One of docs/ingest-entities.md, such as campaign.</summary>
    public string Kind { get; }

    /// <summary>Of a product, its sku.</summary>
    public string Id { get; }

    /// <summary>
    /// What the line says of the entity, the same bytes whenever it says the same: UTF-8 JSON with its names in order, without account, kind,
    /// id, actor and the times of creation and last change.
    /// </summary>
    internal byte[] Document { get; }

    internal AdProduct AdProduct { get; init; }

    /// <summary>When the platform created it, as it writes times; null where it does not say.</summary>
    internal string? Creation { get; init; }

    /// <summary>The same of the last change.</summary>
    internal string? LastUpdated { get; init; }

    /// <summary>Who made the change; null where the platform does not say.</summary>
    internal string? Actor { get; init; }

    /// <summary>It is gone: the document is what little the line said.</summary>
    internal bool IsDeleted { get; init; }

    /// <summary>Of a campaign, the portfolio in which it is; null: none.</summary>
    internal string? PortfolioId { get; init; }

    /// <summary>Of a campaign of sponsored ads or a portfolio, while it is neither archived nor gone; null: it has none.</summary>
    internal BudgetTerms? Budget { get; init; }

    /// <summary>What records show of it, where it is a keyword or target.</summary>
    internal TargetText? Text { get; init; }

    /// <summary>What its sku belongs to, where it is a product.</summary>
    internal Product? Product { get; init; }
}
