using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Millrace.Contracts.Destinations;

/// <summary>The ARN of an IAM role: <c>arn:aws:iam::{12 digits}:role/{path and name}</c>.</summary>
public sealed partial record RoleArn(string AccountId, string PathAndName)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out RoleArn? arn)
    {
        var match = text is null ? Match.Empty : Form().Match(text);
        arn = match.Success ? new(match.Groups[1].Value, match.Groups[2].Value) : null;
        return arn is not null;
    }

    public override string ToString() => $"arn:aws:iam::{AccountId}:role/{PathAndName}";

    [GeneratedRegex(@"^arn:aws:iam::([0-9]{12}):role/([\w+=,.@/-]+)\z", RegexOptions.ECMAScript)]
    private static partial Regex Form();
}
