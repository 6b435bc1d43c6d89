using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>Turns the flat fields of the Query protocol into the shape of the JSON protocol.</summary>
internal static class QueryForm
{
    private const int DepthMax = 8;

    public static JsonObject Read(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var tree = new JsonObject();
        foreach (var (name, values) in fields)
        {
            var parts = name.Split('.');
            if (parts.Length > DepthMax)
            {
                throw QueueError.Malformed($"The field {Fields.Shortened(name)} has more than {DepthMax} parts.");
            }

            var node = tree;
            foreach (var part in parts.AsSpan(0, parts.Length - 1))
            {
                if (node[part] is not JsonObject inner)
                {
                    inner = [];
                    node[part] = inner;
                }

                node = inner;
            }

            node[parts[^1]] = values.ToString();
        }

        return Shaped(tree);
    }

    private static JsonObject Shaped(JsonObject tree)
    {
        var shaped = new JsonObject();
        foreach (var (name, value) in tree)
        {
            switch (name)
            {
                case "AttributeName" or "MessageAttributeName" or "MessageSystemAttributeName":
                    shaped[name + "s"] = new JsonArray([.. Numbered(value).Select(node => node?.DeepClone())]);
                    break;
                case "Attribute" or "MessageAttribute" or "MessageSystemAttribute":
                    shaped[name + "s"] = Pairs(value, "Name");
                    break;
                case "Tag":
                    shaped["tags"] = Pairs(value, "Key");
                    break;
                case var _ when name.EndsWith("BatchRequestEntry", StringComparison.Ordinal):
                    shaped["Entries"] = new JsonArray([
                        .. Numbered(value).Select(node => (JsonNode?)Shaped(node as JsonObject ?? [])),
                    ]);
                    break;
                default:
                    shaped[name] = value?.DeepClone();
                    break;
            }
        }

        return shaped;
    }

    private static JsonObject Pairs(JsonNode? value, string key)
    {
        var pairs = new JsonObject();
        foreach (var node in Numbered(value))
        {
            if (node is JsonObject pair)
            {
                var name = pair.Need(key);
                pairs[name] = pair["Value"]?.DeepClone();
            }
        }

        return pairs;
    }

    private static IEnumerable<JsonNode?> Numbered(JsonNode? value) =>
        value is JsonObject list
            ? list.OrderBy(item => int.TryParse(item.Key, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue)
                .Select(item => item.Value)
            : [value];
}
