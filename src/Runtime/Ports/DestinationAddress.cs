namespace Millrace.Runtime.Ports;

/// <summary>Where a subscription's messages go, validated when the subscription was made.</summary>
/// <param name="Arn">Of a queue, or of a stream.</param>
/// <param name="Firehose">How the stream is entered; null: it is a queue.</param>
public sealed record DestinationAddress(string Arn, FirehoseAccess? Firehose = null);

/// <summary>How a Firehose stream in a subscriber's AWS account is entered: by roles of that account, never by keys.</summary>
/// <param name="SubscriberRoleArn">The role by which the subscriber admits the subscription (contract, 2.4).</param>
/// <param name="SubscriptionRoleArn">The role that may describe the stream and put records.</param>
/// <param name="EndsRecordsWithNewline">Whether a line feed is put behind every record.</param>
/// <param name="ExternalId">
/// The client's id, which no other client can make the service say: roles that want it are safe from being named by others.
/// </param>
/// <param name="SubscriptionId">Named to the roles as session name and tag.</param>
/// <param name="DataSetId">Named to the roles as tag.</param>
public sealed record FirehoseAccess(
    string SubscriberRoleArn,
    string SubscriptionRoleArn,
    bool EndsRecordsWithNewline,
    string ExternalId,
    string SubscriptionId,
    string DataSetId
);
