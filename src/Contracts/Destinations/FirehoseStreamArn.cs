using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Millrace.Contracts.Destinations;

/// <summary>The ARN of a Firehose stream: <c>arn:aws:firehose:{region}:{12 digits}:deliverystream/{name}</c>.</summary>
public sealed partial record FirehoseStreamArn(string Region, string AccountId, string StreamName)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out FirehoseStreamArn? arn)
    {
        var match = text is null ? Match.Empty : Form().Match(text);
        arn = match.Success ? new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : null;
        return arn is not null;
    }

    public override string ToString() => $"arn:aws:firehose:{Region}:{AccountId}:deliverystream/{StreamName}";

    [GeneratedRegex(@"^arn:aws:firehose:([a-z]{2}(?:-[a-z]+)+-[0-9]):([0-9]{12}):deliverystream/([a-zA-Z0-9_.-]{1,64})\z")]
    private static partial Regex Form();
}
