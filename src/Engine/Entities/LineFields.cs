using System.Collections.Frozen;
using Millrace.Contracts.Documents;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Entities;

/// <summary>The fields that lines of each kind may have: those that a dataset shows, and those of kinds that none shows.</summary>
internal static class LineFields
{
    /// <summary>Fields of every line, of which what is stored goes into no document.</summary>
    private static readonly FrozenSet<string> OfLine = FrozenSet.Create(
        StringComparer.Ordinal,
        "kind",
        "advertiser_id",
        "marketplace_id",
        "id",
        "deleted",
        "actor",
        "creation_date_time",
        "last_updated_date_time",
        AccountId
    );

    /// <summary>The service's own, of the account.</summary>
    public const string AccountId = "account_id";

    /// <summary>Of kinds that no dataset shows.</summary>
    private static readonly Dictionary<string, (string From, DocumentFieldType Type)[]> NotShown = new(StringComparer.Ordinal)
    {
        [EntityKind.Portfolio] =
        [
            .. Texts("name", "state", "budget.currency", "budget.recurrence", "budget.type"),
            ("budget.amount", DocumentFieldType.Double),
        ],
        [EntityKind.Creative] = [.. Texts(DescribedTexts.Of(EntityKind.Creative))],
        [EntityKind.Deal] = [.. Texts(DescribedTexts.Of(EntityKind.Deal))],
        [EntityKind.Advertiser] = [.. Texts(DescribedTexts.Of(EntityKind.Advertiser))],
    };

    private static readonly FrozenDictionary<(string Kind, bool IsDsp), LineField> Known = EntityKind
        .All.SelectMany(kind => new[] { (kind.Name, false), (kind.Name, true) })
        .ToFrozenDictionary(key => key, key => Make(key.Item1, key.Item2));

    /// <summary>Whether it stands in lines and in no document, or is the service's own there.</summary>
    public static bool IsOfLine(string name) => OfLine.Contains(name);

    public static LineField Of(string kind, bool isDsp) => Known[(kind, isDsp)];

    private static LineField Make(string kind, bool isDsp)
    {
        var root = new LineField("");
        var fields =
            from dataset in Documents.All
            where dataset.IsDsp == isDsp && dataset.Kinds.Contains(kind)
            from field in dataset.Fields
            where field.From.Length > 0 && (field.Kinds.Count == 0 || field.Kinds.Contains(kind)) && !IsOfLine(field.From)
            select (field.From, field.Type);
        foreach (var (from, type) in NotShown.GetValueOrDefault(kind) ?? fields)
        {
            root.Add(from, type);
        }

        return root;
    }

    private static IEnumerable<(string, DocumentFieldType)> Texts(params IEnumerable<string> names) =>
        names.Select(name => (name, DocumentFieldType.String));
}
