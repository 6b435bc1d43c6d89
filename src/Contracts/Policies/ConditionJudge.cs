namespace Millrace.Contracts.Policies;

/// <summary>Whether conditions hold. What needs more than is known of the call, or an operator that is not known here, is not judged.</summary>
internal static class ConditionJudge
{
    private const string IfExists = "IfExists";

    private static readonly Dictionary<string, Func<string, string, bool>> Comparisons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["StringEquals"] = (wanted, value) => wanted == value,
        ["StringEqualsIgnoreCase"] = (wanted, value) => wanted.Equals(value, StringComparison.OrdinalIgnoreCase),
        ["StringLike"] = (wanted, value) => Wildcard.Fits(wanted, value),
        ["ArnEquals"] = Wildcard.FitsArn,
        ["ArnLike"] = Wildcard.FitsArn,
        ["Bool"] = (wanted, value) => wanted.Equals(value, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>The negations, by what they negate.</summary>
    private static readonly Dictionary<string, string> Negations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["StringNotEquals"] = "StringEquals",
        ["StringNotEqualsIgnoreCase"] = "StringEqualsIgnoreCase",
        ["StringNotLike"] = "StringLike",
        ["ArnNotEquals"] = "ArnEquals",
        ["ArnNotLike"] = "ArnLike",
    };

    /// <summary>All must hold. Null: none fails, and some could not be judged; those are added to <paramref name="doubts"/>.</summary>
    public static bool? Judge(IReadOnlyList<PolicyCondition> conditions, PolicyCall call, List<string> doubts)
    {
        var open = new List<string>();
        foreach (var condition in conditions)
        {
            switch (Judge(condition, call))
            {
                case false:
                    return false;
                case null:
                    open.Add($"{condition.Operator} {condition.Key}");
                    break;
            }
        }

        doubts.AddRange(open);
        return open.Count == 0 ? true : null;
    }

    private static bool? Judge(PolicyCondition condition, PolicyCall call)
    {
        var value = call.Context.FirstOrDefault(pair => pair.Key.Equals(condition.Key, StringComparison.OrdinalIgnoreCase)).Value;
        if (
            (value is null && !call.Absent.Contains(condition.Key, StringComparer.OrdinalIgnoreCase))
            || condition.Values.Any(wanted => wanted.Contains("${", StringComparison.Ordinal))
        )
        {
            return null;
        }

        var name = condition.Operator;
        if (name.Equals("Null", StringComparison.OrdinalIgnoreCase))
        {
            return condition.Values.Any(wanted => wanted.Equals("true", StringComparison.OrdinalIgnoreCase) == value is null);
        }

        var mayMiss = name.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase);
        name = mayMiss ? name[..^IfExists.Length] : name;
        var isNegated = Negations.TryGetValue(name, out var positive);
        if (!Comparisons.TryGetValue(positive ?? name, out var compare))
        {
            return null;
        }

        // What is not there fails each comparison, and so holds for each negation.
        return value is null ? mayMiss || isNegated : condition.Values.Any(wanted => compare(wanted, value)) != isNegated;
    }
}
