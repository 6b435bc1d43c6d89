namespace Millrace.Contracts.Documents;

/// <summary>
/// A dataset whose messages are documents: the newest form of an entity, or how far a budget is used. From it follow the messages,
/// the JSON Schema, the landing's tables and the data guide.
/// </summary>
/// <param name="Id">The dataset id of the wire, such as campaigns.</param>
/// <param name="Version">Grows when a field is added; fields are never taken away or changed.</param>
/// <param name="Fields">In the order in which they are written. A new one stands at the end.</param>
public sealed record DocumentDeclaration(string Id, int Version, IReadOnlyList<DocumentField> Fields)
{
    /// <summary>Of the data guide.</summary>
    public required string Title { get; init; }

    /// <summary>What a message of it is, in a sentence or two.</summary>
    public required string About { get; init; }

    /// <summary>Where sources contradict each other or say nothing, and what was chosen.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What each version brought, the first of them first.</summary>
    public IReadOnlyList<string> Releases { get; init; } = [];

    /// <summary>Paths of the fields that tell one document's subject from another's, beside the account.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Kinds of the entities that it shows, as ingest names them; empty: it shows none (budget-usage).</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Whether it shows entities of DSP; else those of sponsored ads.</summary>
    public bool IsDsp { get; init; }

    /// <summary>Keys of which each message has exactly one, which then tells its subject apart, too; empty: there are none such.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>The fields of a version.</summary>
    public IEnumerable<DocumentField> FieldsOf(int version) => Fields.Where(field => field.Since <= version);

    /// <summary>Whether the value of a key of the root passes as it stands in the line, with what the declaration does not name.</summary>
    public bool PassesWhole(string key)
    {
        var below = Fields
            .Where(field =>
                field.Path.StartsWith($"{key}.", StringComparison.Ordinal)
                || field.Path.StartsWith($"{key}[].", StringComparison.Ordinal)
            )
            .ToList();
        return below.Count > 0 && below.TrueForAll(field => field.From == field.Path && field.Kinds.Count == 0);
    }
}
