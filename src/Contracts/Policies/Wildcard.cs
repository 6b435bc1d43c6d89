namespace Millrace.Contracts.Policies;

/// <summary>Patterns of policies: * is any text, ? one letter.</summary>
internal static class Wildcard
{
    private const int ArnParts = 6;

    public static bool Fits(string pattern, string text, bool ignoresCase = false)
    {
        var (at, star, mark) = (0, -1, 0);
        for (var position = 0; position < text.Length; )
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, mark) = (at++, position);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || IsSame(pattern[at], text[position], ignoresCase)))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                position = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }

    /// <summary>The six parts of an ARN each by themselves; what is not an ARN fits nothing.</summary>
    public static bool FitsArn(string pattern, string arn)
    {
        var wanted = pattern.Split(':', ArnParts);
        var parts = arn.Split(':', ArnParts);
        return wanted.Length == ArnParts
            && parts.Length == ArnParts
            && wanted.Zip(parts).All(pair => Fits(pair.First, pair.Second));
    }

    private static bool IsSame(char one, char other, bool ignoresCase) =>
        one == other || (ignoresCase && char.ToLowerInvariant(one) == char.ToLowerInvariant(other));
}
