using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Millrace.Sandbox.StandIns.Wire;
using Millrace.Sandbox.Streams.Store;

namespace Millrace.Sandbox.Streams.Delivery;

/// <summary>
/// Names of the objects that a stream writes (Firehose developer guide, "Amazon S3 object name format" and "Custom prefixes"):
/// prefix, stream, version, time of the oldest record, a UUID, and what the form of the data adds.
/// </summary>
internal static partial class ObjectName
{
    private const string UsualPrefix = "yyyy/MM/dd/HH/";
    private const int RandomLetters = 11;

    public static string Of(StreamRow stream, long oldestMs)
    {
        var settings = stream.Settings;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(oldestMs);
        var prefix = Expression()
            .Replace(
                settings.Prefix,
                expression => expression.Groups[1].Value == "timestamp" ? Formatted(time, expression.Groups[2].Value) : Random()
            );

        // A prefix without a time of its own gets the usual one behind it.
        if (!settings.Prefix.Contains("!{timestamp:", StringComparison.Ordinal))
        {
            prefix += Formatted(time, UsualPrefix);
        }

        var stamp = time.ToString("yyyy-MM-dd-HH-mm-ss", CultureInfo.InvariantCulture);
        var extension = settings.FileExtension ?? (settings.IsGzip ? ".gz" : "");
        return $"{prefix}{stream.Name}-{StreamRow.Version}-{stamp}-{RandomIds.Next()}{extension}";
    }

    /// <returns>What is wrong with a prefix, or null.</returns>
    public static string? WhyBad(string prefix)
    {
        foreach (Match expression in Expression().Matches(prefix))
        {
            var (space, value) = (expression.Groups[1].Value, expression.Groups[2].Value);
            var isKnown = space == "timestamp" ? Pattern().IsMatch(value) : space == "firehose" && value == "random-string";
            if (!isKnown)
            {
                return $"Prefix: {expression.Value} is none of !{{timestamp:…}} with yyyy, MM, dd, HH, mm, ss, and !{{firehose:random-string}}.";
            }
        }

        return Expression().Replace(prefix, "").Contains("!{", StringComparison.Ordinal)
            ? "Prefix: an expression is not closed, or has no colon."
            : null;
    }

    private static string Formatted(DateTimeOffset time, string pattern) =>
        Letters()
            .Replace(
                pattern,
                part =>
                    part.Value[0] == '\''
                        ? part.Value.Trim('\'')
                        : time.ToString(part.Value.Length == 1 ? "%" + part.Value : part.Value, CultureInfo.InvariantCulture)
            );

    private static string Random()
    {
        var letters = new StringBuilder(RandomLetters);
        foreach (var one in RandomNumberGenerator.GetBytes(RandomLetters))
        {
            letters.Append("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+_"[one % 64]);
        }

        return letters.ToString();
    }

    [GeneratedRegex(@"!\{([a-zA-Z]+):([^}]*)\}")]
    private static partial Regex Expression();

    /// <summary>What Java's DateTimeFormatter and .NET spell alike, quoted text, and marks between them.</summary>
    [GeneratedRegex(@"^(?:yyyy|yy|MM|dd|HH|mm|ss|'[^']*'|[-/_=.: ])+\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"yyyy|yy|MM|dd|HH|mm|ss|'[^']*'")]
    private static partial Regex Letters();
}
