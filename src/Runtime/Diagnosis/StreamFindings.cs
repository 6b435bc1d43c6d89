using System.Text.Json.Nodes;
using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Diagnosis;

/// <summary>Judges a stream by what stood in the way to it.</summary>
internal static class StreamFindings
{
    /// <summary>How STS says that a role may be assumed, but not with session tags.</summary>
    private const string TagAction = "sts:TagSession";

    public static IReadOnlyList<Finding> Judge(
        StreamLook look,
        FirehoseStreamArn stream,
        FirehoseAccess access,
        Publisher publisher
    ) =>
        look.Obstacle switch
        {
            StreamObstacle.None => [],
            StreamObstacle.SubscriberRole => [Role(look, "subscriber", access.SubscriberRoleArn, access, publisher)],
            StreamObstacle.SubscriptionRole => [Role(look, "subscription", access.SubscriptionRoleArn, access, publisher)],
            StreamObstacle.Permission =>
            [
                Error(
                    "StreamPermissionMissing",
                    $"The role {access.SubscriptionRoleArn} may not look at {stream}: {look.Why}.",
                    "Give the role this policy.",
                    StreamPolicies.OfSubscription(publisher.Profile, stream.ToString())
                ),
            ],
            StreamObstacle.Missing =>
            [
                Error("StreamMissing", $"The stream {stream} does not exist.", "Make it, with Direct PUT as its source.", null),
            ],
            StreamObstacle.Unfit =>
            [
                Error(
                    "StreamUnfit",
                    $"{Capital(look.Why)}.",
                    "Make a stream that is ACTIVE and whose source is Direct PUT.",
                    null
                ),
            ],
            _ =>
            [
                new(
                    "StreamNotReached",
                    FindingWeight.Warning,
                    $"The stream {stream} could not be looked at: {look.Why}.",
                    "Ask again later; the operator of the service looks at the connection to STS and Firehose."
                ),
            ],
        };

    private static Finding Role(StreamLook look, string name, string arn, FirehoseAccess access, Publisher publisher)
    {
        var trust = StreamPolicies.OfTrust(publisher, name == "subscriber", access.ExternalId);
        return look.Why.Contains(TagAction, StringComparison.Ordinal)
            ? Error(
                "RoleRefusesTags",
                $"The {name} role {arn} does not allow {TagAction}: {look.Why}.",
                "Give the role this trust policy.",
                trust
            )
            : Error(
                "RoleNotAssumable",
                $"The {name} role {arn} does not let {publisher.Sender.Name} assume it with the external id {access.ExternalId}: {look.Why}.",
                "Give the role this trust policy.",
                trust
            );
    }

    private static Finding Error(string code, string what, string remedy, JsonObject? policy) =>
        new(code, FindingWeight.Error, what, remedy, policy is null ? null : PolicyText.Show(policy));

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
