using System.Globalization;
using Millrace.Contracts.Documents;

namespace Millrace.Runtime.Diagnosis;

/// <summary>Judges settings of a queue that will hurt although its policy is good.</summary>
internal static class QueueSettings
{
    /// <summary>Records have fewer than 6 KB (contract, 10), and twice as many are a margin for fields to come.</summary>
    private const int RecordBytesMax = 12_288;

    /// <summary>A consumer that stands still over a night should lose nothing.</summary>
    private const int RetentionSecondsMin = 86_400;

    private const int RetentionSecondsMax = 1_209_600;

    public static IEnumerable<Finding> Judge(string arn, string dataset, IReadOnlyDictionary<string, string> attributes)
    {
        var wanted = Documents.Find(dataset) is null ? RecordBytesMax : Documents.BytesMax;
        if (Number("MaximumMessageSize") is { } bytes && bytes < wanted)
        {
            yield return new(
                "MessageSizeSmall",
                FindingWeight.Warning,
                $"{arn} takes messages of {bytes} bytes at most, and one of {dataset} may have {wanted}: it would be refused, and hold up those behind it.",
                $"Set MaximumMessageSize to {Documents.BytesMax}."
            );
        }

        if (Number("MessageRetentionPeriod") is { } seconds && seconds < RetentionSecondsMin)
        {
            yield return new(
                "RetentionShort",
                FindingWeight.Warning,
                $"{arn} forgets messages after {seconds} s: what is not received by then is lost.",
                $"Set MessageRetentionPeriod to {RetentionSecondsMax}, 14 days."
            );
        }

        int? Number(string name) =>
            int.TryParse(attributes.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
