using System.Globalization;
using System.Text.Json.Nodes;
using Millrace.Contracts.Datasets;

namespace Millrace.Server.Schemas;

/// <summary>
/// The JSON Schema of a version of a dataset, draft 2020-12. Fields that it does not name are allowed: a dataset only gains fields,
/// and who reads it accepts those that are new.
/// </summary>
internal static class DatasetSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    private const string TimeWithOffset = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$";

    public static JsonObject Of(DatasetDeclaration dataset, int version)
    {
        var fields = dataset.FieldsOf(version).ToList();
        return new JsonObject
        {
            ["$schema"] = Dialect,
            ["$id"] = string.Create(CultureInfo.InvariantCulture, $"/schemas/{dataset.Id}/{version}"),
            ["title"] = string.Create(CultureInfo.InvariantCulture, $"{dataset.Title} ({dataset.Id}), version {version}"),
            ["description"] = dataset.About,
            ["type"] = "object",
            ["required"] = new JsonArray([
                .. fields.Where(field => !field.IsNullable).Select(field => JsonValue.Create(field.Name)),
            ]),
            ["properties"] = new JsonObject(
                fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Field(dataset, field)))
            ),
        };
    }

    private static JsonObject Field(DatasetDeclaration dataset, DatasetField field)
    {
        var type = TypeOf(field.Type);
        var schema = new JsonObject
        {
            ["description"] = field.About,
            ["type"] = field.IsNullable ? new JsonArray(type, "null") : type,
        };
        if (field.Type == FieldType.WindowStart)
        {
            (schema["format"], schema["pattern"]) = ("date-time", TimeWithOffset);
        }
        else if (field.Name == "dataset_id")
        {
            schema["const"] = dataset.Id;
        }
        else if (field.Role == FieldRole.Envelope)
        {
            schema["minLength"] = 1;
        }

        schema["x-role"] = Word(field.Role);
        if (field.Unit != FieldUnit.None)
        {
            schema["x-unit"] = Word(field.Unit);
        }

        schema["x-since"] = field.Since;
        return schema;
    }

    private static string TypeOf(FieldType type) =>
        type switch
        {
            FieldType.String or FieldType.WindowStart => "string",
            FieldType.Long => "integer",
            FieldType.Money => "number",
            _ => throw new InvalidOperationException($"JSON Schema has no type for {type}."),
        };

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
