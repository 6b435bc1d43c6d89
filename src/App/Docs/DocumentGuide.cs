using System.Globalization;
using System.Text;
using Millrace.Contracts.Documents;

namespace Millrace.App.Docs;

/// <summary>The page of one dataset of documents.</summary>
internal static class DocumentGuide
{
    public static string Text(DocumentDeclaration dataset)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"# {dataset.Title}: `{dataset.Id}`\n");
        Line($"{DatasetGuides.DocumentMark}\n");
        Line($"{dataset.About} When and how messages go out stands in [messages](../messaging.md).\n");
        Line($"| | |");
        Line($"| --- | --- |");
        Line($"| version | {dataset.Version} |");
        Line($"| JSON Schema | `/schemas/{dataset.Id}`, or `/schemas/{dataset.Id}/{dataset.Version}` for this version |");
        Line($"| what it is about is told apart by | {Key(dataset)} |");
        if (dataset.Kinds.Count > 0)
        {
            Line(
                $"| shows [entities](../ingest-entities.md) of kind | {GuideText.Names(dataset.Kinds)}, of {(dataset.IsDsp ? "DSP" : "SP, SB and SD")} |"
            );
        }

        Line($"| owner of its topics | {GuideText.Owners(dataset.Id)} |");
        Line($"\n## Fields\n");
        Line($"| field | type | may be absent | since | from | what it says |");
        Line($"| --- | --- | --- | ---: | --- | --- |");
        foreach (var field in dataset.Fields)
        {
            Line(
                $"| `{field.Path}` | {Type(field.Type)} | {(field.IsNullable ? "yes" : "no")} | {field.Since} | {From(field)} | {About(field)} |"
            );
        }

        return text.Append(GuideText.End(dataset.Notes, dataset.Releases, version => Added(dataset, version))).ToString();
    }

    private static string Key(DocumentDeclaration dataset) =>
        GuideText.Names(["advertiser_id", "marketplace_id", .. dataset.Key])
        + (dataset.Blocks.Count > 0 ? $", and which of these it has: {GuideText.Names(dataset.Blocks)}" : "");

    private static string From(DocumentField field) =>
        field.From.Length == 0 ? ""
        : field.Kinds.Count == 0 ? $"`{field.From}`"
        : $"`{field.From}` of {GuideText.Names(field.Kinds)}";

    private static string About(DocumentField field)
    {
        var text = new StringBuilder(field.About);
        if (field.Values.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" Known: {GuideText.Names(field.Values)}.");
        }

        if (field.OtherPaths.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" The landing also reads {GuideText.Names(field.OtherPaths)}.");
        }

        return text.ToString();
    }

    private static string Added(DocumentDeclaration dataset, int version)
    {
        var fields = dataset.Fields.Where(field => field.Since == version).ToList();
        return version == 1
            ? string.Create(CultureInfo.InvariantCulture, $"It has {fields.Count} fields.")
            : $"New: {GuideText.Names(fields.Select(field => field.Path))}.";
    }

    private static string Type(DocumentFieldType type) =>
        type switch
        {
            DocumentFieldType.String => "text",
            DocumentFieldType.Long => "count",
            DocumentFieldType.Double => "number",
            DocumentFieldType.Boolean => "flag",
            DocumentFieldType.DateTime => "time",
            DocumentFieldType.Texts => "texts",
            DocumentFieldType.Map => "texts by name",
            DocumentFieldType.Any => "JSON",
            _ => throw new InvalidOperationException($"The guide has no word for {type}."),
        };
}
