using System.Globalization;
using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;

namespace Millrace.Server.Schemas;

/// <summary>
/// The JSON Schema of a version of a dataset of documents, draft 2020-12. Fields that it does not name are allowed, in inner objects, too.
/// Values that are named are examples: others may come.
/// </summary>
internal static class DocumentSchema
{
    public static JsonObject Of(DocumentDeclaration dataset, int version)
    {
        var properties = Properties([.. dataset.FieldsOf(version).Select(field => (field.Path, field))], dataset);
        properties["dataset_id"]!["const"] = dataset.Id;
        properties[Documents.MessageType] = Described("Only in what a snapshot sends.", "const", Documents.Snapshot);
        if (dataset.Kinds.Count > 0)
        {
            AddChange(properties);
        }

        var schema = new JsonObject
        {
            ["$schema"] = DatasetSchema.Dialect,
            ["$id"] = string.Create(CultureInfo.InvariantCulture, $"/schemas/{dataset.Id}/{version}"),
            ["title"] = string.Create(CultureInfo.InvariantCulture, $"{dataset.Title} ({dataset.Id}), version {version}"),
            ["description"] = dataset.About,
            ["type"] = "object",
            ["required"] = new JsonArray([
                .. dataset.FieldsOf(version).Where(field => !field.IsNullable).Select(field => JsonValue.Create(field.Path)),
            ]),
            ["properties"] = properties,
        };
        if (dataset.Blocks.Count > 0)
        {
            schema["oneOf"] = new JsonArray([
                .. dataset.Blocks.Select(block => new JsonObject { ["required"] = new JsonArray(block) }),
            ]);
        }

        return schema;
    }

    private static void AddChange(JsonObject properties)
    {
        properties[Documents.Actor] = Described("Who made the change; for who asks for changes.", "type", "string");
        properties[Documents.ChangedFields] = Described(
            "Paths of what is not as it was; for who asks for changes.",
            "type",
            "array"
        );
        properties[Documents.ChangedFields]!["items"] = new JsonObject { ["type"] = "string" };
        properties[Documents.Previous] = Described("What was there, by these paths; for who asks for changes.", "type", "object");
    }

    private static JsonObject Described(string about, string key, string value) =>
        new() { ["description"] = about, [key] = value };

    /// <param name="fields">Each with what is left of its path.</param>
    /// <param name="root">The dataset, at the root of its messages.</param>
    /// <param name="canBeCut">Whether a value may be replaced where the message would be too long: not within another.</param>
    private static JsonObject Properties(
        IReadOnlyList<(string Path, DocumentField Field)> fields,
        DocumentDeclaration? root = null,
        bool canBeCut = true
    )
    {
        var properties = new JsonObject();
        foreach (var group in fields.GroupBy(field => field.Path.Split('.')[0]))
        {
            var isArray = group.Key.EndsWith("[]", StringComparison.Ordinal);
            var name = isArray ? group.Key[..^2] : group.Key;
            var (path, first) = group.First();
            if (path == name)
            {
                properties[name] = canBeCut && IsLong(first) ? OrCut(Leaf(first)) : Leaf(first);
                continue;
            }

            var inner = group.Select(field => (field.Path[(group.Key.Length + 1)..], field.Field)).ToList();
            var isWhole = root?.PassesWhole(name) == true;
            var items = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = Properties(inner, canBeCut: canBeCut && !isArray && !isWhole),
            };
            var value = isArray ? new JsonObject { ["type"] = "array", ["items"] = items } : items;
            properties[name] = canBeCut && (isArray || isWhole) ? OrCut(value) : value;
        }

        return properties;
    }

    private static bool IsLong(DocumentField field) => field.Type is DocumentFieldType.Texts or DocumentFieldType.Map;

    private static JsonObject OrCut(JsonObject schema)
    {
        var whole = new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["const"] = Documents.Truncated }) };
        foreach (var name in (ReadOnlySpan<string>)["description", "x-since"])
        {
            if (schema[name] is { } value)
            {
                schema.Remove(name);
                whole[name] = value;
            }
        }

        return whole;
    }

    private static JsonObject Leaf(DocumentField field)
    {
        var schema = new JsonObject { ["description"] = field.About };
        if (TypeOf(field.Type) is { } type)
        {
            schema["type"] = field.IsNullable ? new JsonArray(type, "null") : type;
        }

        var values = new JsonArray([.. field.Values.Select(value => JsonValue.Create(value))]);
        switch (field.Type)
        {
            case DocumentFieldType.DateTime:
                (schema["format"], schema["pattern"]) = ("date-time", DatasetSchema.TimeWithOffset);
                break;
            case DocumentFieldType.Texts:
                schema["items"] = With(new JsonObject { ["type"] = "string" }, values);
                break;
            case DocumentFieldType.Map:
                schema["additionalProperties"] = With(new JsonObject { ["type"] = "string" }, values);
                break;
            default:
                With(schema, values);
                break;
        }

        schema["x-since"] = field.Since;
        return schema;
    }

    private static JsonObject With(JsonObject schema, JsonArray examples)
    {
        if (examples.Count > 0)
        {
            schema["examples"] = examples;
        }

        return schema;
    }

    /// <summary>Null: any.</summary>
    private static string? TypeOf(DocumentFieldType type) =>
        type switch
        {
            DocumentFieldType.String or DocumentFieldType.DateTime => "string",
            DocumentFieldType.Long => "integer",
            DocumentFieldType.Double => "number",
            DocumentFieldType.Boolean => "boolean",
            DocumentFieldType.Texts => "array",
            DocumentFieldType.Map => "object",
            _ => null,
        };
}
