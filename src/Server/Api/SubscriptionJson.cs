using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Runtime;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Subscriptions;
using Millrace.Server.Http;

namespace Millrace.Server.Api;

/// <summary>Subscriptions as they stand on the wire (contract, 1.3 to 1.5).</summary>
internal static class SubscriptionJson
{
    public static CreateSubscription ReadCreate(JsonElement root, out string? fault)
    {
        var body = new Field(root);
        var destination = body.Object("destination");
        var sqs = destination?.Object("sqsDestination");
        var firehose = destination?.Object("firehoseDestination");
        var backfill = body.Object("backfill");
        var newline = firehose?.Flag("appendNewline") ?? false;
        var request = new CreateSubscription(
            body.Text("clientRequestToken"),
            body.Text("dataSetId"),
            body.Text("destinationArn"),
            destination is not null,
            sqs?.Text("queueArn"),
            firehose is { } stream
                ? new CreateFirehose(
                    stream.Text("deliveryStreamArn"),
                    stream.Text("subscriberRoleArn"),
                    stream.Text("subscriptionRoleArn"),
                    newline
                )
                : null,
            body.Text("notes")
        )
        {
            Freshness = body.Flag("freshness") ?? false,
            Changes = body.Flag("changes") ?? false,
            Backfill = backfill is { } range ? new AskReplay(range.Text("from"), range.Text("to")) : null,
        };
        fault = body.Fault ?? destination?.Fault ?? sqs?.Fault ?? firehose?.Fault ?? backfill?.Fault;
        return request;
    }

    public static UpdateSubscription ReadUpdate(JsonElement root, out string? fault)
    {
        var body = new Field(root);
        var request = new UpdateSubscription(body.Text("status"), body.Text("notes"))
        {
            Freshness = body.Flag("freshness"),
            Changes = body.Flag("changes"),
        };
        fault = body.Fault;
        return request;
    }

    /// <summary>
    /// For SQS both forms of the destination, as the original answers. A field that the original does not have stands only where it was
    /// asked for.
    /// </summary>
    public static JsonObject Write(Subscription subscription)
    {
        var json = new JsonObject
        {
            ["createdDate"] = UtcText.Of(subscription.Created),
            ["dataSetId"] = subscription.Stream.Dataset,
        };
        if (subscription.Roles is { } roles)
        {
            json["destination"] = new JsonObject { ["firehoseDestination"] = Firehose(subscription.QueueArn, roles) };
        }
        else
        {
            json["destination"] = new JsonObject { ["sqsDestination"] = new JsonObject { ["queueArn"] = subscription.QueueArn } };
            json["destinationArn"] = subscription.QueueArn;
        }

        json["notes"] = subscription.Notes;
        json["status"] = Status(subscription.Status);
        json["subscriptionId"] = subscription.Id;
        json["updatedDate"] = UtcText.Of(subscription.Updated);
        if (subscription.Freshness)
        {
            json["freshness"] = true;
        }

        if (subscription.Changes)
        {
            json["changes"] = true;
        }

        return json;
    }

    /// <summary>What the contract does not have stands there only where it was asked for.</summary>
    private static JsonObject Firehose(string streamArn, StreamRoles roles)
    {
        var json = new JsonObject
        {
            ["deliveryStreamArn"] = streamArn,
            ["subscriberRoleArn"] = roles.SubscriberRoleArn,
            ["subscriptionRoleArn"] = roles.SubscriptionRoleArn,
        };
        if (roles.AppendsNewline)
        {
            json["appendNewline"] = true;
        }

        return json;
    }

    private static string Status(SubscriptionStatus status) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString());
}
