using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>
/// Holds the policy of a queue against what the publisher does. By the profile compat its messages come from the topic of their dataset,
/// as those of the original do, and it looks at queues as the original's reviewer. What hangs on conditions that are not judged is let pass.
/// </summary>
internal sealed class QueueAdmission(QueueStandInOptions options)
{
    private const string NoTopic = "000000000000";

    /// <summary>Why the publisher may not look at a queue, or null.</summary>
    public QueueError? Look(QueueCall call, QueueRow queue, string action)
    {
        if (Realm(call, queue) is not { } realm)
        {
            return null;
        }

        var publisher = Publisher(NoTopic, realm);

        // The original's reviewer is given the address of a queue by its ARN.
        return publisher.Profile == PolicyProfile.Compat && action == "GetQueueUrl"
            ? null
            : Judge(queue, publisher.Look($"sqs:{action}", queue.Arn(options.AccountId)));
    }

    /// <summary>Why the publisher may not send a message, or null.</summary>
    public QueueError? Send(QueueCall call, QueueRow queue, string body) =>
        Realm(call, queue) is { } realm
            ? Judge(queue, Publisher(TopicAccount(body, realm), realm).Send(queue.Arn(options.AccountId)))
            : null;

    /// <summary>The realm of the queue's region; null where nothing is to be judged.</summary>
    private Realm? Realm(QueueCall call, QueueRow queue) =>
        options.Policies is null || !call.IsPublisher
            ? null
            : Contracts.Realms.Realm.BuiltIn.FirstOrDefault(realm => realm.AwsRegion == queue.Region)
                ?? new("", "", queue.Region);

    private Publisher Publisher(string topicAccount, Realm realm) =>
        options.Policies == PolicyProfile.Production
            ? Contracts.Policies.Publisher.Of(options.PublisherRole, realm)
            : Contracts.Policies.Publisher.OfTopics(topicAccount, realm);

    private static QueueError? Judge(QueueRow queue, PolicyCall call)
    {
        var policy = Policy.Read(
            QueueAttributes.Of(queue, "Policy") is { Length: > 0 } text ? text : "{\"Statement\":[]}",
            out _
        );
        return (policy ?? Policy.Empty).Judge(call).Verdict switch
        {
            PolicyVerdict.NotAllowed => QueueError.AccessDenied(
                call.Caller.Name,
                call.Action.ToLowerInvariant(),
                call.Resource,
                "no resource-based policy allows the action"
            ),
            PolicyVerdict.Denied => QueueError.AccessDenied(
                call.Caller.Name,
                call.Action.ToLowerInvariant(),
                call.Resource,
                "of an explicit deny in a resource-based policy"
            ),
            _ => null,
        };
    }

    /// <summary>The account of the topic that a confirmation names, or of the topics of a record's dataset.</summary>
    private static string TopicAccount(string body, Realm realm)
    {
        try
        {
            var fields = JsonNode.Parse(body) as JsonObject;
            var account =
                Text(fields, "TopicArn") is { } topic ? topic.Split(':').ElementAtOrDefault(4)
                : Text(fields, "dataset_id") is { } dataset ? TopicAccounts.Find(dataset, realm.Id)
                : null;
            return account ?? NoTopic;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            return NoTopic;
        }
    }

    private static string? Text(JsonObject? fields, string name) =>
        fields?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
