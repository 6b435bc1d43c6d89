using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Unit.Hostile;

/// <summary>Bodies that are odd: each value of another type, names twice, nested without end, no text.</summary>
internal static class HostileBodies
{
    private const int Depth = 10_000;
    private const string Marker = "marked-value";

    private static readonly string[] Values =
    [
        "null",
        "true",
        "-1",
        "1.5",
        "1e999",
        "-1e-999",
        "99999999999999999999999999999999999999999",
        "\"\"",
        "\" \"",
        "[]",
        "[null,{},[],1]",
        "{}",
        "{\"a\":{\"b\":[{}]}}",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"a\\r\\nInjected: 1\"",
        "\"\\u2028\\u202e\\ufeff\"",
        "\"<script>&'\\\"\"",
        "\"'; DROP TABLE subscription; --\"",
        "\"../../etc/passwd\"",
        "\"%00%0d%0a\"",
        "\"2026-13-45T99:99:99Z\"",
        "\"9999-12-31T23:59:59+14:00\"",
        "\"0001-01-01T00:00:00-14:00\"",
        $"\"{new string('x', 30_000)}\"",
        $"\"{string.Concat(Enumerable.Repeat("\\u00e9", 5_000))}\"",
    ];

    private static readonly byte[][] Whole =
    [
        [],
        [.. "null"u8],
        [.. "[]"u8],
        [.. "7"u8],
        [.. "\"text\""u8],
        [.. "{"u8],
        [.. "{}{}"u8],
        [.. "{\"a\":}"u8],
        [.. "{\"\\ud800\":1}"u8],
        [.. "{\"status\\ud800\":1,\"status\":\"x\"}"u8],
        [.. "{\"\\ud800\":1,\"\\ud800\":2}"u8],
        [.. "{\"stat\\u0075s\":\"x\",\"status\":\"y\"}"u8],
        [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'],
        [0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0],
        [.. "{\"a\":\""u8, 0xFF, 0xC0, 0x80, .. "\"}"u8],
        [.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
        [0],
        new byte[1_000],
        Repeat("[", Depth),
        Repeat("{\"a\":", Depth),
        [.. Repeat("{\"a\":[", Depth / 2), .. "1"u8, .. Repeat("]}", Depth / 2)],
        [
            .. "{"u8,
            .. Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 5_000).Select(n => $"\"a{n}\":{n}"))),
            .. "}"u8,
        ],
        Repeat("a=1&", 10_000),
        Repeat("a", 60_000),
        [.. "grant_type=%ff%00&grant_type=a&=&&=%&client_id=%"u8],
        [.. "Action=ConfirmSubscription&TopicArn=%0d%0a&Token=%ff%00"u8],
    ];

    public static IEnumerable<HostileRequest> Of(HostileTarget target)
    {
        var bodies = Whole.Select((body, number) => ($"body {number}", body));
        if (target.IsJson)
        {
            bodies = bodies.Concat(Changed(target.Body));
        }

        return bodies.Select(body => new HostileRequest(
            $"{target}: {body.Item1}",
            RawHttp.Request(target.Method, target.Path, target.Headers, body.Item2)
        ));
    }

    /// <summary>The body with one value or name changed, for each of them.</summary>
    public static IEnumerable<(string What, byte[] Body)> Changed(string json)
    {
        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            var where = string.Join('.', path);
            foreach (var value in Values)
            {
                yield return ($"{where} is {value[..Math.Min(60, value.Length)]}", With(json, path, value));
            }

            yield return ($"{where} twice", Twice(json, path));
            yield return ($"{where} not there", Without(json, path));
        }
    }

    /// <summary>Of every field and every item, those that hold others too.</summary>
    private static IEnumerable<string[]> Paths(JsonNode? node, string[] path)
    {
        var inside = node switch
        {
            JsonObject fields => fields.Select(field => (field.Key, field.Value)),
            JsonArray items => items.Select((item, number) => ($"{number}", item)),
            _ => [],
        };
        return inside.SelectMany(one =>
            (IEnumerable<string[]>)
                [
                    [.. path, one.Item1],
                    .. Paths(one.Item2, [.. path, one.Item1]),
                ]
        );
    }

    private static byte[] With(string json, string[] path, string value)
    {
        var root = JsonNode.Parse(json)!;
        Set(Parent(root, path), path[^1], Marker);
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace($"\"{Marker}\"", value, StringComparison.Ordinal));
    }

    private static byte[] Twice(string json, string[] path)
    {
        var parent = Parent(JsonNode.Parse(json)!, path);
        var value = Child(parent, path[^1])!.ToJsonString();
        var name = parent is JsonObject ? JsonSerializer.Serialize(path[^1]) + ":" : "";
        return With(json, path, $"{value},{name}{value}");
    }

    private static byte[] Without(string json, string[] path)
    {
        var root = JsonNode.Parse(json)!;
        if (Parent(root, path) is JsonArray items)
        {
            items.RemoveAt(Place(path[^1]));
        }
        else
        {
            Parent(root, path).AsObject().Remove(path[^1]);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static JsonNode Parent(JsonNode root, string[] path) =>
        path[..^1].Aggregate(root, (node, name) => Child(node, name)!);

    private static JsonNode? Child(JsonNode node, string name) => node is JsonArray items ? items[Place(name)] : node[name];

    private static void Set(JsonNode node, string name, JsonNode value)
    {
        if (node is JsonArray items)
        {
            items[Place(name)] = value;
        }
        else
        {
            node[name] = value;
        }
    }

    private static int Place(string number) => int.Parse(number, CultureInfo.InvariantCulture);

    private static byte[] Repeat(string text, int times) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
}
