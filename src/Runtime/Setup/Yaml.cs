using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Runtime.Setup;

/// <summary>JSON in the block form of YAML. Texts stand in quotes: nothing in them then means anything else.</summary>
internal static class Yaml
{
    private static readonly JsonSerializerOptions Text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        Write(text, root, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode node, int depth)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields)
                {
                    Indent(text, depth).Append(Key(name)).Append(':');
                    Below(text, value!, depth);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Indent(text, depth).Append('-');
                    Below(text, item!, depth);
                }

                break;
        }
    }

    private static void Below(StringBuilder text, JsonNode node, int depth)
    {
        if (node is JsonValue or JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            text.Append(' ').Append(node.ToJsonString(Text)).Append('\n');
            return;
        }

        text.Append('\n');
        Write(text, node, depth + 1);
    }

    private static string Key(string name) => name.Contains(':', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', 2 * depth);
}
