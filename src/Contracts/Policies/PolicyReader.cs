using System.Text.Json;

namespace Millrace.Contracts.Policies;

/// <summary>Reads the JSON of a policy; a document that AWS would not take is refused by a sentence.</summary>
internal static class PolicyReader
{
    /// <exception cref="FormatException">It is no policy; the message says why.</exception>
    public static Policy Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is not a JSON object.");
        }

        return root.TryGetProperty("Statement", out var statements)
            ? new([.. Each(statements).Select((one, index) => ReadStatement(one, $"statement {index + 1}"))])
            : throw new FormatException("it has no Statement.");
    }

    private static PolicyStatement ReadStatement(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{where} is not an object.");
        }

        var effect = json.TryGetProperty("Effect", out var given) ? Text(given, $"{where}: Effect") : "";
        return new(
            json.TryGetProperty("Sid", out var sid) ? Text(sid, $"{where}: Sid") : "",
            effect switch
            {
                "Allow" => true,
                "Deny" => false,
                _ => throw new FormatException($"{where}: Effect must be Allow or Deny."),
            },
            Part(json, "Principal", where, Principals),
            Part(json, "Action", where, Texts) ?? throw new FormatException($"{where} has no Action."),
            Part(json, "Resource", where, Texts),
            json.TryGetProperty("Condition", out var conditions) ? Conditions(conditions, where) : []
        );
    }

    private static PolicyPart<T>? Part<T>(
        JsonElement json,
        string name,
        string where,
        Func<JsonElement, string, IReadOnlyList<T>> read
    )
    {
        var isThere = json.TryGetProperty(name, out var named);
        var isExcept = json.TryGetProperty("Not" + name, out var other);
        return (isThere, isExcept) switch
        {
            (true, true) => throw new FormatException($"{where} has both {name} and Not{name}."),
            (false, false) => null,
            _ => new(read(isThere ? named : other, $"{where}: {name}"), isExcept),
        };
    }

    private static IReadOnlyList<PolicyPrincipal> Principals(JsonElement json, string where)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            return
            [
                .. json.EnumerateObject()
                    .SelectMany(kind => Texts(kind.Value, where).Select(name => new PolicyPrincipal(kind.Name, name))),
            ];
        }

        return Text(json, where) == PolicyPrincipal.Anybody
            ? [new(PolicyPrincipal.Aws, PolicyPrincipal.Anybody)]
            : throw new FormatException($"{where} must be * or an object such as {{\"AWS\": …}}.");
    }

    private static IReadOnlyList<PolicyCondition> Conditions(JsonElement json, string where) =>
        [
            .. Fields(json, $"{where}: Condition")
                .SelectMany(comparison =>
                    Fields(comparison.Value, $"{where}: {comparison.Name}")
                        .Select(key => new PolicyCondition(
                            comparison.Name,
                            key.Name,
                            Texts(key.Value, $"{where}: {comparison.Name} {key.Name}")
                        ))
                ),
        ];

    private static IEnumerable<JsonProperty> Fields(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject()
            : throw new FormatException($"{where} must be an object.");

    private static IReadOnlyList<string> Texts(JsonElement json, string where) => [.. Each(json).Select(one => Text(one, where))];

    private static IEnumerable<JsonElement> Each(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [json];

    private static string Text(JsonElement json, string where) =>
        json.ValueKind switch
        {
            JsonValueKind.String => json.GetString()!,
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => json.GetRawText(),
            _ => throw new FormatException($"{where} must be a text."),
        };
}
