using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;

namespace Millrace.App.Docs;

/// <summary>The page of one dataset.</summary>
internal static class DatasetGuide
{
    private static readonly string[] Realms = ["NA", "EU", "FE"];

    public static string Text(DatasetDeclaration dataset)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"# {dataset.Title}: `{dataset.Id}`\n");
        Line($"{DatasetGuides.Mark}\n");
        Line($"{dataset.About} What holds for all datasets stands in the [index](README.md).\n");
        Line($"| | |");
        Line($"| --- | --- |");
        Line($"| published by Millrace | {(dataset.Production is null ? "not yet; it is landed" : "yes")} |");
        if (dataset.Production is not null)
        {
            Line($"| by default | {Timing(dataset)} |");
        }

        Line($"| version | {dataset.Version} |");
        Line($"| JSON Schema | `/schemas/{dataset.Id}`, or `/schemas/{dataset.Id}/{dataset.Version}` for this version |");
        Line($"| a row is told apart by | {Key(dataset)} |");
        Line($"| owner of its topics | {Owners(dataset.Id)} |");
        Line($"\n## Fields\n");
        Line($"| field | type | role | unit | may be absent | since | what it says |");
        Line($"| --- | --- | --- | --- | --- | ---: | --- |");
        foreach (var field in dataset.Fields)
        {
            Line(
                $"| `{field.Name}` | {Type(field.Type)} | {Word(field.Role)} | {Unit(field.Unit)} | {Absent(field)} | {field.Since} | {About(field)} |"
            );
        }

        if (dataset.Notes.Count > 0)
        {
            Line($"\n## Where the sources differ, and what was chosen\n");
            foreach (var note in dataset.Notes)
            {
                Line($"- {note}");
            }
        }

        Line($"\n## Releases");
        foreach (var version in Enumerable.Range(1, dataset.Version).Reverse())
        {
            Line($"\n**Version {version}.** {dataset.Releases[version - 1]} {Added(dataset, version)}");
        }

        return text.ToString();
    }

    private static string Timing(DatasetDeclaration dataset)
    {
        var policy = PublicationPolicies.Default[dataset];
        var horizon = PublicationPolicies.IsCredited(dataset) ? "conversions change for" : "what was told may be taken back for";
        return $"{policy}; {horizon} the horizon";
    }

    private static string Key(DatasetDeclaration dataset) =>
        string.Join(", ", dataset.Fields.Where(field => field.Role == FieldRole.Dimension).Select(field => $"`{field.Name}`"));

    public static string Owners(string dataset) =>
        TopicAccounts.Find(dataset, Realms[0]) is null
            ? "not known"
            : string.Join(", ", Realms.Select(realm => $"{realm} {TopicAccounts.Find(dataset, realm)}"));

    private static string Added(DatasetDeclaration dataset, int version)
    {
        var fields = dataset.Fields.Where(field => field.Since == version).ToList();
        return version == 1
            ? string.Create(CultureInfo.InvariantCulture, $"It has {fields.Count} fields.")
            : $"New: {string.Join(", ", fields.Select(field => $"`{field.Name}`"))}.";
    }

    private static string About(DatasetField field)
    {
        var others = string.Join(", ", field.OtherNames.Select(name => $"`{name}`"));
        return field.About + (others.Length > 0 ? $" The landing also reads {others}." : "");
    }

    private static string Absent(DatasetField field) =>
        field.IsLandedOnly ? "yes; *landed only*"
        : field.IsNullable ? "yes"
        : "no";

    private static string Type(FieldType type) =>
        type switch
        {
            FieldType.String => "text",
            FieldType.Long => "count",
            FieldType.Money => "amount",
            FieldType.WindowStart => "time",
            _ => throw new InvalidOperationException($"The guide has no word for {type}."),
        };

    private static string Unit(FieldUnit unit) => unit == FieldUnit.None ? "" : Word(unit);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
