using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Millrace.Unit.Contracts.Policies;

/// <summary>The rules of AWS once more, over the JSON itself and by regular expressions: slow, short, and of another build than the judge.</summary>
internal static class NaiveJudge
{
    public const string Caller = "arn:aws:iam::111122223333:role/millrace";
    public const string Queue = "arn:aws:sqs:us-east-1:123456789012:deltas";
    public const string Action = "sqs:SendMessage";

    /// <summary>True: allowed; false: not.</summary>
    public static bool Allows(JsonObject policy, IReadOnlyDictionary<string, string> context)
    {
        var meant = policy["Statement"]!.AsArray().Where(statement => Holds(statement!.AsObject(), context)).ToList();
        return meant.Exists(one => (string)one!["Effect"]! == "Allow") && !meant.Exists(one => (string)one!["Effect"]! == "Deny");
    }

    private static bool Holds(JsonObject statement, IReadOnlyDictionary<string, string> context) =>
        Texts(statement["Principal"]!["AWS"]!)
            .Any(name => name is "*" or Caller or "111122223333" or "arn:aws:iam::111122223333:root")
        && (
            statement["Action"] is { } actions
                ? Texts(actions).Any(name => Fits(name.ToLowerInvariant(), Action.ToLowerInvariant()))
                : !Texts(statement["NotAction"]!).Any(name => Fits(name.ToLowerInvariant(), Action.ToLowerInvariant()))
        )
        && Texts(statement["Resource"]!).Any(name => Fits(name, Queue))
        && (statement["Condition"]?.AsObject() ?? []).All(comparison =>
            comparison
                .Value!.AsObject()
                .All(key => Compare(comparison.Key, context.GetValueOrDefault(key.Key), Texts(key.Value!)))
        );

    private static bool Compare(string name, string? value, List<string> wanted)
    {
        if (name == "Null")
        {
            return wanted[0] == "true" == value is null;
        }

        if (value is null)
        {
            return name.Contains("Not", StringComparison.Ordinal) || name.EndsWith("IfExists", StringComparison.Ordinal);
        }

        var isArn = name.StartsWith("Arn", StringComparison.Ordinal);
        var isLike = isArn || name.Contains("Like", StringComparison.Ordinal);
        return wanted.Any(one => isLike ? Fits(one, value) && (!isArn || (IsArn(one) && IsArn(value))) : one == value)
            != name.Contains("Not", StringComparison.Ordinal);
    }

    private static bool IsArn(string text) => text.Count(letter => letter == ':') >= 5;

    private static bool Fits(string pattern, string text) =>
        Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".")}\\z");

    private static List<string> Texts(JsonNode node) =>
        node is JsonArray many ? [.. many.Select(one => (string)one!)] : [(string)node!];
}
