using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>Which attributes a queue may be given, their bounds and their defaults.</summary>
internal static class QueueAttributes
{
    private static readonly Dictionary<string, (int Low, int High, int Default)> Numbers = new(StringComparer.Ordinal)
    {
        ["DelaySeconds"] = (0, 900, 0),
        ["MaximumMessageSize"] = (1_024, 262_144, 262_144),
        ["MessageRetentionPeriod"] = (60, 1_209_600, 345_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 20, 0),
        ["VisibilityTimeout"] = (0, 43_200, 30),
    };

    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "Policy",
        "RedrivePolicy",
        "RedriveAllowPolicy",
        "KmsMasterKeyId",
        "KmsDataKeyReusePeriodSeconds",
        "SqsManagedSseEnabled",
    };

    /// <summary>Attributes that the queue itself states.</summary>
    public static readonly IReadOnlyList<string> Stated =
    [
        "QueueArn",
        "CreatedTimestamp",
        "LastModifiedTimestamp",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ];

    public static IEnumerable<string> Settable => Numbers.Keys.Concat(Texts);

    public static bool IsKnown(string name) => Numbers.ContainsKey(name) || Texts.Contains(name) || Stated.Contains(name);

    /// <returns>The value that holds for the queue, or null where the attribute has none.</returns>
    public static string? Of(QueueRow queue, string name)
    {
        if (queue.Attributes.TryGetValue(name, out var set))
        {
            return set;
        }

        if (Numbers.TryGetValue(name, out var bounds))
        {
            return bounds.Default.ToString(CultureInfo.InvariantCulture);
        }

        return name == "SqsManagedSseEnabled" ? "true" : null;
    }

    /// <summary>An empty text takes an attribute away.</summary>
    /// <exception cref="QueueError">An attribute is unknown or out of its bounds.</exception>
    public static Dictionary<string, string> Validated(JsonObject? given)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in given?.Select(pair => pair.Key) ?? [])
        {
            var value = given!.Text(name) ?? throw QueueError.InvalidAttributeValue(name, "It is not text.");
            attributes[name] = Validated(name, value);
        }

        return attributes;
    }

    /// <returns>Where messages go that were received too often, and after how many receives.</returns>
    public static (string TargetArn, long ReceivesMax)? Redrive(string? policy)
    {
        if (string.IsNullOrEmpty(policy))
        {
            return null;
        }

        if (
            Parsed(policy) is { } fields
            && fields.Text("deadLetterTargetArn") is { } target
            && long.TryParse(fields.Text("maxReceiveCount"), CultureInfo.InvariantCulture, out var receives)
            && receives is >= 1 and <= 1_000
        )
        {
            return (target, receives);
        }

        throw QueueError.InvalidAttributeValue(
            "RedrivePolicy",
            "Give a JSON object with deadLetterTargetArn and a maxReceiveCount from 1 to 1000."
        );
    }

    private static string Validated(string name, string value)
    {
        if (Numbers.TryGetValue(name, out var bounds))
        {
            return
                int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= bounds.Low
                && number <= bounds.High
                ? number.ToString(CultureInfo.InvariantCulture)
                : throw QueueError.InvalidAttributeValue(name, $"Must be between {bounds.Low} and {bounds.High}.");
        }

        if (name is "FifoQueue" or "ContentBasedDeduplication")
        {
            throw QueueError.Unsupported("The stand-in has standard queues only: leave FIFO attributes out.");
        }

        if (!Texts.Contains(name))
        {
            throw QueueError.InvalidAttributeName(Fields.Shortened(name));
        }

        if (name is "Policy" or "RedriveAllowPolicy" && value.Length > 0 && Parsed(value) is null)
        {
            throw QueueError.InvalidAttributeValue(name, "It is not a JSON object.");
        }

        if (name == "RedrivePolicy")
        {
            Redrive(value);
        }

        return value;
    }

    private static JsonObject? Parsed(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Fields.Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
