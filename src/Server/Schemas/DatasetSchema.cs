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
    internal const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    internal const string TimeWithOffset = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$";

    public static JsonObject Of(DatasetDeclaration dataset, int version) =>
        Of(
            dataset.Id,
            version,
            dataset.Title,
            dataset.About,
            [.. dataset.FieldsOf(version)],
            field => field.Name == "dataset_id" ? dataset.Id : null
        );

    /// <summary>That of a version of <see cref="Freshness"/>.</summary>
    public static JsonObject OfFreshness(int version) =>
        Of(
            Freshness.Type,
            version,
            "Freshness",
            Freshness.About,
            [.. Freshness.All.Where(field => field.Since <= version)],
            field => field == Freshness.MessageType ? Freshness.Type : null
        );

    private static JsonObject Of(
        string id,
        int version,
        string title,
        string about,
        IReadOnlyList<DatasetField> fields,
        Func<DatasetField, string?> constant
    ) =>
        new()
        {
            ["$schema"] = Dialect,
            ["$id"] = string.Create(CultureInfo.InvariantCulture, $"/schemas/{id}/{version}"),
            ["title"] = string.Create(CultureInfo.InvariantCulture, $"{title} ({id}), version {version}"),
            ["description"] = about,
            ["type"] = "object",
            ["required"] = new JsonArray([
                .. fields.Where(field => !field.IsNullable).Select(field => JsonValue.Create(field.Name)),
            ]),
            ["properties"] = new JsonObject(
                fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Field(field, constant(field))))
            ),
        };

    /// <param name="constant">The only value that the field has, where it has but one.</param>
    private static JsonObject Field(DatasetField field, string? constant)
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
        else if (constant is not null)
        {
            schema["const"] = constant;
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
