using System.Text.Json.Nodes;

namespace Millrace.Contracts.Policies;

/// <summary>The policies of the two roles by which a stream is entered (contract, 2.4).</summary>
public static class StreamPolicies
{
    private const string Sid = "MillraceWrites";

    /// <summary>What the deployment does to a stream.</summary>
    private static readonly string[] Actions = ["firehose:DescribeDeliveryStream", "firehose:PutRecordBatch"];

    /// <summary>What the original does to a stream.</summary>
    private static readonly string[] OriginalActions =
    [
        "firehose:DescribeDeliveryStream",
        "firehose:ListDeliveryStreams",
        "firehose:ListTagsForDeliveryStream",
        "firehose:PutRecord",
        "firehose:PutRecordBatch",
    ];

    /// <summary>Who may assume the role of the subscriber, or that of the subscription.</summary>
    /// <param name="externalId">The client's id; asked for in production alone, for the original gives none.</param>
    public static JsonObject OfTrust(Publisher publisher, bool isSubscriber, JsonNode? externalId) =>
        publisher.Profile == PolicyProfile.Production ? PolicyText.OfTrust(publisher.Sender, externalId)
        : isSubscriber ? PolicyText.OfTrust(new(PolicyPrincipal.Aws, Publisher.SubscriberRole), null)
        : PolicyText.Joined(PolicyText.OfTrust(publisher.Sender, null), PolicyText.OfTrust(publisher.Reviewer, null));

    /// <summary>What the role of the subscription may do.</summary>
    public static JsonObject OfSubscription(PolicyProfile profile, JsonNode stream) =>
        PolicyText.OfRole(Sid, profile == PolicyProfile.Production ? Actions : OriginalActions, stream);

    /// <summary>What the role of the subscriber may do; null: nothing is needed.</summary>
    public static JsonObject? OfSubscriber(Publisher publisher, JsonNode subscriptionRole) =>
        publisher.Topics is { } topics
            ? PolicyText.Joined(
                PolicyText.OfRole("MillracePasses", ["iam:PassRole"], subscriptionRole),
                PolicyText.OfRole("MillraceSubscribes", ["sns:Subscribe", "sns:Unsubscribe"], topics)
            )
            : null;
}
