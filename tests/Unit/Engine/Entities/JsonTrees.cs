using System.Text.Json.Nodes;

namespace Millrace.Unit.Engine.Entities;

internal static class JsonTrees
{
    /// <summary>All nodes below one.</summary>
    public static IEnumerable<JsonNode> Descendants(this JsonNode node)
    {
        var inner = node switch
        {
            JsonObject fields => fields.Select(field => field.Value),
            JsonArray list => list,
            _ => [],
        };
        return inner.OfType<JsonNode>().SelectMany(child => child.Descendants().Prepend(child));
    }

    /// <summary>The paths of all values that are not objects, with [] for lists of objects.</summary>
    public static IEnumerable<string> Leaves(this JsonNode? node, string path = "") =>
        node switch
        {
            JsonObject { Count: > 0 } fields => fields.SelectMany(field =>
                field.Value.Leaves(path.Length == 0 ? field.Key : $"{path}.{field.Key}")
            ),
            JsonArray list when list.Any(element => element is JsonObject) => list.SelectMany(element =>
                element.Leaves($"{path}[]")
            ),
            _ => [path],
        };
}
