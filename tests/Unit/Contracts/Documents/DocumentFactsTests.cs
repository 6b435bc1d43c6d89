using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Unit.Contracts.Documents;

/// <summary>
/// The declarations beside facts.json: the fields and types of the original's documents. Of the newer generation of campaign management
/// there are none.
/// </summary>
public sealed class DocumentFactsTests
{
    private static readonly string[] BlocksOfTargets =
    [
        "productTarget",
        "productAudienceTarget",
        "productCategoryTarget",
        "productCategoryAudienceTarget",
        "audienceTarget",
        "autoTarget",
    ];

    private static readonly Dictionary<string, Dictionary<string, string>> Facts = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, string>>
    >(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contracts", "Documents", "facts.json")))!;

    [Fact]
    public void Every_dataset_has_its_facts() =>
        Millrace
            .Contracts.Documents.Documents.All.Select(dataset => dataset.Id)
            .Where(id => !id.StartsWith("ads-campaign-management-", StringComparison.Ordinal))
            .ShouldBe(Facts.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(DocumentDeclarations.Ids), MemberType = typeof(DocumentDeclarations))]
    public void Every_documented_field_is_declared_as_documented(string dataset)
    {
        if (!Facts.TryGetValue(dataset, out var facts))
        {
            DocumentDeclarations.Of(dataset).Notes.ShouldContain(note => note.Contains("not from documents"));
            return;
        }

        DocumentDeclarations
            .Of(dataset)
            .Fields.Select(field => $"{field.Path} {field.Type}")
            .ShouldBe(facts.SelectMany(fact => Declared(facts, fact.Key, fact.Value)), ignoreOrder: true);
    }

    private static IEnumerable<string> Declared(Dictionary<string, string> facts, string path, string type)
    {
        // The table names the block of a target by its type; of a keyword it names some fields once more.
        if (path.StartsWith("{targetType}.", StringComparison.Ordinal))
        {
            var name = path["{targetType}.".Length..];
            var blocks = name == "matchType" ? BlocksOfTargets.Append("keywordTarget") : BlocksOfTargets;
            return blocks.Select(block => $"{block}.{name} String");
        }

        return facts.Keys.Any(other => other.StartsWith($"{path}.", StringComparison.Ordinal))
            ? []
            : [$"{WithArrays(facts, path)} {TypeOf(path, type)}"];
    }

    private static string WithArrays(Dictionary<string, string> facts, string path)
    {
        var parts = path.Split('.');
        return string.Join(
            '.',
            parts.Select(
                (part, place) =>
                    place < parts.Length - 1 && facts.GetValueOrDefault(string.Join('.', parts[..(place + 1)])) == "array"
                        ? $"{part}[]"
                        : part
            )
        );
    }

    private static DocumentFieldType TypeOf(string path, string type) =>
        type switch
        {
            _ when path.EndsWith("DateTime", StringComparison.Ordinal) || path.EndsWith("_timestamp", StringComparison.Ordinal) =>
                DocumentFieldType.DateTime,
            "string" or "String" or "enum" => DocumentFieldType.String,
            "long" or "integer" => DocumentFieldType.Long,
            "double" or "Double" => DocumentFieldType.Double,
            "boolean" => DocumentFieldType.Boolean,
            "array" or "string array" => DocumentFieldType.Texts,
            "map" or "map<string, string>" => DocumentFieldType.Map,
            _ => throw new InvalidOperationException($"facts.json has the type {type}."),
        };
}
