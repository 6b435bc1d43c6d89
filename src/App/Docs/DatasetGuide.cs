using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;

namespace Millrace.App.Docs;

/// <summary>The page of one dataset.</summary>
internal static class DatasetGuide
{
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
        Line($"| owner of its topics | {GuideText.Owners(dataset.Id)} |");
        Line($"\n## Fields\n");
        Line($"| field | type | role | unit | may be absent | since | what it says |");
        Line($"| --- | --- | --- | --- | --- | ---: | --- |");
        foreach (var field in dataset.Fields)
        {
            Line(
                $"| `{field.Name}` | {Type(field.Type)} | {Word(field.Role)} | {Unit(field.Unit)} | {Absent(field)} | {field.Since} | {About(field)} |"
            );
        }

        return text.Append(GuideText.End(dataset.Notes, dataset.Releases, version => Added(dataset, version))).ToString();
    }

    private static string Timing(DatasetDeclaration dataset)
    {
        var policy = PublicationPolicies.Default[dataset];
        var horizon = PublicationPolicies.IsCredited(dataset) ? "conversions change for" : "what was told may be taken back for";
        return $"{policy}; {horizon} the horizon";
    }

    private static string Key(DatasetDeclaration dataset) =>
        GuideText.Names(dataset.Fields.Where(field => field.Role == FieldRole.Dimension).Select(field => field.Name));

    private static string Added(DatasetDeclaration dataset, int version)
    {
        var fields = dataset.Fields.Where(field => field.Since == version).Select(field => field.Name).ToList();
        if (version == 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"It has {fields.Count} fields.");
        }

        var sent = dataset.Production?.Values.Where(value => value.Since == version).Select(value => value.Field).Except(fields);
        return string.Join(' ', new[] { Names("New", fields), Names("Sent from then on", [.. sent ?? []]) }.OfType<string>());
    }

    private static string? Names(string what, IReadOnlyList<string> fields) =>
        fields.Count == 0 ? null : $"{what}: {GuideText.Names(fields)}.";

    private static string About(DatasetField field)
    {
        var others = GuideText.Names(field.OtherNames);
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
