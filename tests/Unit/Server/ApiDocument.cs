using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Millrace.Server.Schemas;

namespace Millrace.Unit.Server;

/// <summary>The description of the API, to hold what is sent and answered against it.</summary>
internal static class ApiDocument
{
    private const string Components = "#/components/";
    private static readonly JsonObject Root = JsonNode
        .Parse(EmbeddedSchemas.Load("openapi", "application/json").Body)!
        .AsObject();

    /// <summary>Schemas refer to each other as definitions of one document.</summary>
    private static readonly string Definitions = Root["components"]!["schemas"]!
        .ToJsonString()
        .Replace(Components + "schemas/", "#/$defs/", StringComparison.Ordinal);

    private static readonly ConcurrentDictionary<string, JsonSchema> Built = new();

    /// <summary>Paths as patterns; of two that fit, the one with fewer parameters is meant.</summary>
    private static readonly List<(Regex Form, JsonObject Operations)> Paths =
    [
        .. Root["paths"]!
            .AsObject()
            .OrderBy(path => path.Key.Count(letter => letter == '{'))
            .Select(path => (Form(path.Key), path.Value!.AsObject())),
    ];

    /// <summary>Every operation with its method and path.</summary>
    public static IEnumerable<(string Name, JsonObject Operation)> Operations =>
        Root["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject()
                    .Where(one => one.Key != "parameters")
                    .Select(one => ($"{one.Key} {path.Key}", one.Value!.AsObject()))
            );

    /// <summary>Null where the path has no such method, or there is no such path.</summary>
    public static JsonObject? Operation(string method, string path) =>
        Paths.FirstOrDefault(one => one.Form.IsMatch(path)).Operations?[method.ToLowerInvariant()]?.AsObject();

    /// <summary>A part of the document, or the part that it refers to.</summary>
    public static JsonNode? Resolve(JsonNode? part) =>
        part?["$ref"]?.GetValue<string>() is { } reference && reference.StartsWith(Components, StringComparison.Ordinal)
            ? reference[Components.Length..].Split('/').Aggregate(Root["components"], (node, name) => node![name])
            : part;

    /// <summary>What is wrong with a value; null: it fits.</summary>
    public static string? Fault(JsonNode schema, JsonElement value)
    {
        var text = schema.ToJsonString().Replace(Components + "schemas/", "#/$defs/", StringComparison.Ordinal);
        var built = Built.GetOrAdd(text, Build);
        return built.Evaluate(value, new EvaluationOptions { RequireFormatValidation = true }).IsValid
            ? null
            : $"{value} does not fit {text}";
    }

    private static JsonSchema Build(string text)
    {
        var whole = new JsonObject { ["allOf"] = new JsonArray(JsonNode.Parse(text)), ["$defs"] = JsonNode.Parse(Definitions) };
        return JsonSchema.FromText(
            whole.ToJsonString(),
            new BuildOptions { SchemaRegistry = new SchemaRegistry() },
            new Uri("http://schema.test/part")
        );
    }

    private static Regex Form(string path) => new("^" + Regex.Replace(Regex.Escape(path), @"\\\{[^}]*}", "[^/]+") + "$");
}
