using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Contracts.Policies;

/// <summary>The policies that a subscriber hangs on its queue, its key and its roles. Resources are given as they are to stand there.</summary>
public static class PolicyText
{
    private static readonly JsonSerializerOptions Shown = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As it is pasted: indented JSON.</summary>
    public static string Show(JsonNode policy) => policy.ToJsonString(Shown);

    /// <summary>The policy of a queue: the sender sends, the reviewer looks.</summary>
    /// <param name="queue">The ARN of the queue, or what stands for it in a template.</param>
    public static JsonObject OfQueue(Publisher publisher, JsonNode queue) =>
        Document(
            publisher.Topics is { } topics
                ?
                [
                    Allow("MillraceSends", publisher.Sender, "sqs:SendMessage", queue, OnlyFrom(topics)),
                    Allow("MillraceLooks", publisher.Reviewer, "sqs:GetQueueAttributes", queue, null),
                ]
                :
                [
                    Allow(
                        "MillraceSendsAndLooks",
                        publisher.Sender,
                        List("sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"),
                        queue,
                        null
                    ),
                ]
        );

    /// <summary>What the policy of a customer's key must have where the queue is encrypted by it.</summary>
    public static JsonObject OfKey(Publisher publisher) =>
        Document([
            Allow(
                "MillraceEncrypts",
                publisher.Sender,
                List("kms:GenerateDataKey", "kms:Decrypt"),
                "*",
                publisher.Topics is { } topics ? OnlyFrom(topics) : null
            ),
        ]);

    /// <summary>Who may assume a role of the subscriber: whoever sends, for one client.</summary>
    /// <param name="externalId">The client's id, or what stands for it in a template; null asks for none.</param>
    public static JsonObject OfTrust(PolicyPrincipal principal, JsonNode? externalId)
    {
        var condition = externalId is null
            ? null
            : new JsonObject { ["StringEquals"] = new JsonObject { ["sts:ExternalId"] = externalId } };
        var statement = Allow("MillraceEnters", principal, "sts:AssumeRole", null, condition);
        if (principal.Kind == PolicyPrincipal.Service)
        {
            return Document([statement]);
        }

        // Tags are a permission of their own, which gives nothing without the first; it is not bound to the external id.
        return Document([statement, Allow("MillraceTellsWhatFor", principal, "sts:TagSession", null, null)]);
    }

    /// <summary>What a role may do.</summary>
    public static JsonObject OfRole(string sid, string[] actions, JsonNode resource) =>
        Document([Allow(sid, null, List(actions), resource, null)]);

    /// <summary>One document of the statements of several.</summary>
    public static JsonObject Joined(params JsonObject[] policies) =>
        Document([.. policies.SelectMany(policy => policy["Statement"]!.AsArray()).Select(one => one!.DeepClone().AsObject())]);

    private static JsonObject Document(JsonObject[] statements) =>
        new() { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements]) };

    private static JsonObject Allow(
        string sid,
        PolicyPrincipal? principal,
        JsonNode action,
        JsonNode? resource,
        JsonObject? condition
    )
    {
        var statement = new JsonObject { ["Sid"] = sid, ["Effect"] = "Allow" };
        if (principal is not null)
        {
            statement["Principal"] = new JsonObject { [principal.Kind] = principal.Name };
        }

        statement["Action"] = action;
        if (resource is not null)
        {
            statement["Resource"] = resource.DeepClone();
        }

        if (condition is not null)
        {
            statement["Condition"] = condition;
        }

        return statement;
    }

    private static JsonObject OnlyFrom(string topics) => new() { ["ArnLike"] = new JsonObject { ["aws:SourceArn"] = topics } };

    private static JsonArray List(params string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
