using System.Globalization;
using System.Text.Json;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Server.Subscriptions;

/// <summary>Subscriptions on the wire (contract, 1.3 and 1.4).</summary>
internal static class SubscriptionJson
{
    public static CreateSubscription ReadCreate(JsonElement body)
    {
        var hasDestination =
            body.TryGetProperty("destination", out var destination) && destination.ValueKind != JsonValueKind.Null;
        if (hasDestination && destination.ValueKind != JsonValueKind.Object)
        {
            throw ApiError.Invalid("destination must be an object that holds sqsDestination.");
        }

        string? queueArn = null;
        if (hasDestination && destination.TryGetProperty("sqsDestination", out var sqs))
        {
            queueArn =
                sqs.ValueKind == JsonValueKind.Object
                    ? sqs.Text("queueArn")
                    : throw ApiError.Invalid("destination.sqsDestination must be an object that holds queueArn.");
        }

        return new(
            body.Text("clientRequestToken"),
            body.Text("dataSetId"),
            body.Text("destinationArn"),
            hasDestination,
            queueArn,
            hasDestination && destination.TryGetProperty("firehoseDestination", out _),
            body.Text("notes")
        );
    }

    public static void Write(Utf8JsonWriter json, Subscription subscription)
    {
        json.WriteStartObject();
        json.WriteString("createdDate", Date(subscription.Created));
        json.WriteString("dataSetId", subscription.Stream.Dataset);
        json.WriteStartObject("destination");
        json.WriteStartObject("sqsDestination");
        json.WriteString("queueArn", subscription.QueueArn);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("destinationArn", subscription.QueueArn);
        json.WriteString("notes", subscription.Notes);
        json.WriteString("status", Status(subscription.Status));
        json.WriteString("subscriptionId", subscription.Id);
        json.WriteString("updatedDate", Date(subscription.Updated));
        json.WriteEndObject();
    }

    /// <summary>Milliseconds with trailing zeros dropped, as in captures of the original: 2024-05-01T14:46:30.02Z.</summary>
    internal static string Date(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static string Status(SubscriptionStatus status) =>
        status switch
        {
            SubscriptionStatus.Provisioning => "PROVISIONING",
            SubscriptionStatus.PendingConfirmation => "PENDING_CONFIRMATION",
            SubscriptionStatus.Active => "ACTIVE",
            SubscriptionStatus.Archived => "ARCHIVED",
            SubscriptionStatus.FailedConfirmation => "FAILED_CONFIRMATION",
            _ => throw new InvalidOperationException($"Status {status} has no name on the wire."),
        };
}
