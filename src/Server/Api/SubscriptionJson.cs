using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var request = new CreateSubscription(
            body.Text("clientRequestToken"),
            body.Text("dataSetId"),
            body.Text("destinationArn"),
            destination is not null,
            sqs?.Text("queueArn"),
            destination?.Object("firehoseDestination") is not null,
            body.Text("notes")
        )
        {
            Freshness = body.Flag("freshness") ?? false,
        };
        fault = body.Fault ?? destination?.Fault ?? sqs?.Fault;
        return request;
    }

    public static UpdateSubscription ReadUpdate(JsonElement root, out string? fault)
    {
        var body = new Field(root);
        var request = new UpdateSubscription(body.Text("status"), body.Text("notes")) { Freshness = body.Flag("freshness") };
        fault = body.Fault;
        return request;
    }

    /// <summary>
    /// Both forms of the destination, as the original answers for SQS. A field that the original does not have stands only where it was
    /// asked for.
    /// </summary>
    public static JsonObject Write(Subscription subscription)
    {
        var json = new JsonObject
        {
            ["createdDate"] = Date(subscription.Created),
            ["dataSetId"] = subscription.Stream.Dataset,
            ["destination"] = new JsonObject { ["sqsDestination"] = new JsonObject { ["queueArn"] = subscription.QueueArn } },
            ["destinationArn"] = subscription.QueueArn,
            ["notes"] = subscription.Notes,
            ["status"] = Status(subscription.Status),
            ["subscriptionId"] = subscription.Id,
            ["updatedDate"] = Date(subscription.Updated),
        };
        if (subscription.Freshness)
        {
            json["freshness"] = true;
        }

        return json;
    }

    /// <summary>UTC; zeros at the end of the fraction are dropped, as in the original.</summary>
    public static string Date(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static string Status(SubscriptionStatus status) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString());
}
