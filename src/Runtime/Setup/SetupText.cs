using System.Text.Json.Nodes;
using Millrace.Contracts.Policies;

namespace Millrace.Runtime.Setup;

/// <summary>Writes set-ups. All forms have the same policies: those that the doctor passes.</summary>
public static class SetupText
{
    private const string Account = "123456789012";

    /// <param name="queueArn">Of a queue or stream that is there, for the policies alone; null: one that is named as an example.</param>
    public static string Write(SetupOrder order, SetupFormat format, string? queueArn = null) =>
        format switch
        {
            SetupFormat.CloudFormation => Yaml.Write(
                order.IsStream ? StreamTemplate.CloudFormation(order) : QueueTemplate.CloudFormation(order)
            ),
            SetupFormat.Terraform => order.IsStream ? StreamTemplate.Terraform(order) : QueueTemplate.Terraform(order),
            _ => PolicyText.Show(order.IsStream ? StreamPoliciesOf(order, queueArn) : QueuePolicyOf(order, queueArn)) + "\n",
        };

    private static JsonObject QueuePolicyOf(SetupOrder order, string? arn) =>
        PolicyText.OfQueue(order.Publisher, arn ?? $"arn:aws:sqs:{order.Realm.AwsRegion}:{Account}:{order.Name}");

    /// <summary>By what they hang on: two roles, each with who may assume it and what it may do.</summary>
    private static JsonObject StreamPoliciesOf(SetupOrder order, string? arn)
    {
        var stream = arn ?? $"arn:aws:firehose:{order.Realm.AwsRegion}:{Account}:deliverystream/{order.Name}";
        var role = $"arn:aws:iam::{stream.Split(':')[4]}:role/{order.Name}-FirehoseSubscriptionRole";
        var externalId = order.AsksExternalId ? order.ExternalId ?? "CLIENT-ID" : null;
        var policies = new JsonObject
        {
            ["subscriptionRoleTrust"] = StreamPolicies.OfTrust(order.Publisher, isSubscriber: false, externalId),
            ["subscriptionRolePolicy"] = StreamPolicies.OfSubscription(order.Publisher.Profile, stream),
            ["subscriberRoleTrust"] = StreamPolicies.OfTrust(order.Publisher, isSubscriber: true, externalId),
        };
        if (StreamPolicies.OfSubscriber(order.Publisher, role) is { } subscriber)
        {
            policies["subscriberRolePolicy"] = subscriber;
        }

        return policies;
    }
}
