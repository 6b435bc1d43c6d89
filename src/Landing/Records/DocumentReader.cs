using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Millrace.Landing.Records;

/// <summary>Reads one document against the declaration of its dataset.</summary>
internal static class DocumentReader
{
    /// <summary>The shape of the dataset that an element names, or null where that is none of documents.</summary>
    public static DocumentShape? ShapeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("dataset_id", out var id)
        && id.ValueKind == JsonValueKind.String
            ? DocumentShape.All.GetValueOrDefault(id.GetString()!)
            : null;

    public static bool TryRead(
        RecordSource source,
        DocumentShape shape,
        JsonElement element,
        [NotNullWhen(true)] out DocumentRow? row,
        [NotNullWhen(false)] out string? reason
    )
    {
        row = null;
        var fields = new DocumentValues(shape);
        reason = OwnWords.Read(element, out var words) ?? fields.Take(element);
        if (reason is not null)
        {
            return false;
        }

        var subject = shape.Account.Concat(shape.Key).Select(fields.Text).ToList();
        if (shape.Dataset.Blocks.Count > 0)
        {
            var block = string.Join(',', shape.Dataset.Blocks.Where(name => Has(element, name)));
            fields.Values[shape.PlaceOf(DocumentShape.Block)] = block;
            subject.Add(block);
        }

        var hash = DocumentContent.Hash(element);
        var version = shape.Version is null ? null : (long?)fields.Values[shape.Version.Place];
        var key = DocumentContent.Key(shape.Id, subject, version, hash);
        fields.Values[shape.PlaceOf(DocumentShape.Document)] = DocumentContent.Text(element, source.Text);
        fields.Values[shape.PlaceOf(DocumentShape.DocumentId)] = key;
        fields.Values[shape.PlaceOf(OwnWords.IsSnapshotName)] = words.IsSnapshot;
        foreach (var name in shape.TellsChanges ? OwnWords.OfChanges : [])
        {
            fields.Values[shape.PlaceOf(name)] = words[name];
        }

        var content = BinaryPrimitives.ReadInt64LittleEndian(hash);
        row = new DocumentRow(source, shape, fields.Values, fields.Unknown, key, content, words);
        return true;
    }

    private static bool Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var json) && json.ValueKind != JsonValueKind.Null;
}
