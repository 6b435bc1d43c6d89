using System.Text.Json;
using Millrace.Contracts.Documents;

namespace Millrace.Landing.Records;

/// <summary>The values of a document, column by column, and what has no column.</summary>
internal sealed class DocumentValues(DocumentShape shape)
{
    private readonly bool[] seen = new bool[shape.Fields.Count];
    private List<(DocumentColumn Column, string Path, JsonElement Json)>? others;

    /// <summary>One a place that a row has but that of the unknown fields; the document's own are filled.</summary>
    public object?[] Values { get; } = new object?[shape.FieldCount];

    /// <summary>By their paths the JSON texts of what has no column; null when there is none.</summary>
    public SortedDictionary<string, string>? Unknown { get; private set; }

    public string? Text(DocumentColumn column) => (string?)Values[column.Place];

    /// <summary>Takes the fields of a document; answers the reason for which it cannot be taken, or null.</summary>
    public string? Take(JsonElement document) => TakeBelow(document, shape.Root, "") ?? TakeOthers() ?? Missing();

    private string? TakeBelow(JsonElement json, DocumentNode node, string before)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (node == shape.Root && OwnWords.IsOne(property.Name))
            {
                continue;
            }

            if (TakeProperty(property, node, before + property.Name) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private string? TakeProperty(JsonProperty property, DocumentNode node, string path)
    {
        var json = property.Value;
        if (!node.TryGet(property.Name, out var found))
        {
            Keep(path, json);
            return null;
        }

        if (found.HasMore && json.ValueKind == JsonValueKind.Object)
        {
            return TakeBelow(json, found, path + '.');
        }

        switch (found)
        {
            case { Column: null }:
                // Truncated, or nested in another way than is declared.
                Keep(path, json);
                return null;
            case { IsOther: true }:
                (others ??= []).Add((found.Column, path, json));
                return null;
            default:
                return seen[found.Column.Place] ? $"{path} stands twice." : TakeValue(found.Column, path, json);
        }
    }

    /// <summary>Another path counts only where the declared one has no value.</summary>
    private string? TakeOthers()
    {
        foreach (var (column, path, json) in others ?? [])
        {
            if (Values[column.Place] is not null)
            {
                Keep(path, json);
            }
            else if (TakeValue(column, path, json) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private string? TakeValue(DocumentColumn column, string path, JsonElement json)
    {
        seen[column.Place] = true;
        if (column.Kind != ColumnKind.Text && json.ValueKind == JsonValueKind.String && json.ValueEquals(Documents.Truncated))
        {
            Keep(path, json);
            return null;
        }

        return DocumentValue.Read(column, json, out Values[column.Place]);
    }

    private string? Missing()
    {
        foreach (var column in shape.Needed)
        {
            if (Values[column.Place] is null or "")
            {
                return seen[column.Place] ? $"{column.Path} is null or empty." : $"{column.Path} is missing.";
            }
        }

        return null;
    }

    private void Keep(string path, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Null)
        {
            (Unknown ??= new(StringComparer.Ordinal))[path] = json.GetRawText();
        }
    }
}
