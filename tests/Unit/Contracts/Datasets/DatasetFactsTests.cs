using System.Text.Json;
using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Contracts.Datasets;

/// <summary>
/// The declarations beside facts.json: the names and types of the original's documents, and for DSP whether a field is a dimension
/// or a metric.
/// </summary>
public sealed class DatasetFactsTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Facts = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, string>>
    >(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contracts", "Datasets", "facts.json")))!;

    [Fact]
    public void Every_dataset_has_its_facts() => Declarations.All.Select(dataset => dataset.Id).ShouldBe(Facts.Keys, true);

    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public void Every_documented_field_is_declared_as_documented(string dataset)
    {
        var declared = Declarations
            .Of(dataset)
            .Fields.Where(field => !field.IsLandedOnly)
            .Select(field => $"{field.Name} {field.Type} {field.Role == FieldRole.Metric}");
        declared.ShouldBe(Facts[dataset].Select(fact => $"{fact.Key} {Declared(fact.Key, fact.Value)}"), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public void The_topics_of_a_dataset_have_an_owner_in_every_realm(string dataset) =>
        new[] { "NA", "EU", "FE" }
            .Select(realm => TopicAccounts.Find(dataset, realm))
            .ShouldAllBe(account => account!.Length == 12 && account.All(char.IsAsciiDigit));

    /// <summary>The type and whether it is a metric: the sponsored-ads documents do not say, there every number is one.</summary>
    private static string Declared(string name, string fact)
    {
        var words = fact.Split(' ');
        var type = words[0] switch
        {
            "String" => name == "time_window_start" ? FieldType.WindowStart : FieldType.String,
            "Long" or "Integer" => FieldType.Long,
            "Double" or "Currency" => FieldType.Money,
            _ => throw new InvalidOperationException($"facts.json has the type {words[0]}."),
        };
        return $"{type} {(words.Length > 1 ? words[1] == "Metric" : words[0] != "String")}";
    }
}
