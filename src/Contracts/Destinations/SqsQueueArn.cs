using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Millrace.Contracts.Destinations;

/// <summary>The ARN of an SQS queue: <c>arn:aws:sqs:{region}:{12 digits}:{name}</c>.</summary>
public sealed partial record SqsQueueArn(string Region, string AccountId, string QueueName)
{
    /// <summary>FIFO queues end so; the stream does not deliver to them (overview, "Limitations").</summary>
    public bool IsFifo => QueueName.EndsWith(".fifo", StringComparison.Ordinal);

    public static bool TryParse(string? text, [NotNullWhen(true)] out SqsQueueArn? arn)
    {
        var match = text is null ? Match.Empty : Form().Match(text);
        arn = match.Success ? new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : null;
        return arn is not null;
    }

    public override string ToString() => $"arn:aws:sqs:{Region}:{AccountId}:{QueueName}";

    [GeneratedRegex(@"^arn:aws:sqs:([a-z]{2}(?:-[a-z]+)+-[0-9]):([0-9]{12}):([A-Za-z0-9_-]{1,80}(?:\.fifo)?)\z")]
    private static partial Regex Form();
}
