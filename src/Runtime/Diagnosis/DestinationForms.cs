using Millrace.Contracts.Destinations;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Diagnosis;

/// <summary>What can be said of a destination by its ARN alone.</summary>
internal static class DestinationForms
{
    /// <summary>A queue; null: nothing is wrong.</summary>
    public static Finding? Check(string arn, Realm realm) =>
        !SqsQueueArn.TryParse(arn, out var queue)
            ? Error(
                "QueueArnInvalid",
                $"'{arn}' is not the ARN of an SQS queue.",
                $"Give it in the form arn:aws:sqs:{realm.AwsRegion}:123456789012:name."
            )
        : queue.IsFifo
            ? Error("QueueIsFifo", $"{arn} is a FIFO queue, and the stream has no order to keep.", "Make a standard queue.")
        : Region(arn, queue.Region, realm);

    /// <summary>A stream with its roles; null: nothing is wrong.</summary>
    public static Finding? Check(string arn, FirehoseAccess access, Realm realm) =>
        !FirehoseStreamArn.TryParse(arn, out var stream)
            ? Error(
                "StreamArnInvalid",
                $"'{arn}' is not the ARN of a Firehose stream.",
                $"Give it in the form arn:aws:firehose:{realm.AwsRegion}:123456789012:deliverystream/name."
            )
            : Region(arn, stream.Region, realm)
                ?? Role("subscriber role", access.SubscriberRoleArn, stream)
                ?? Role("subscription role", access.SubscriptionRoleArn, stream);

    public static Finding NotPublished(string dataset, Realm realm) =>
        Error(
            "DatasetNotPublished",
            $"{dataset} is not published in realm {realm.Id}.",
            "Name a dataset of the data guide, and the realm of the account's marketplace."
        );

    private static Finding? Region(string arn, string given, Realm realm) =>
        given == realm.AwsRegion
            ? null
            : Error(
                "RegionWrong",
                $"{arn} is in {given}, and destinations of realm {realm.Id} are in {realm.AwsRegion}.",
                $"Make it in {realm.AwsRegion}."
            );

    private static Finding? Role(string name, string arn, FirehoseStreamArn stream) =>
        RoleArn.TryParse(arn, out var role) && role.AccountId == stream.AccountId
            ? null
            : Error(
                "RoleArnInvalid",
                $"The {name} '{arn}' is not the ARN of a role in the stream's account.",
                $"Give a role of it, such as arn:aws:iam::{stream.AccountId}:role/name."
            );

    private static Finding Error(string code, string what, string remedy) => new(code, FindingWeight.Error, what, remedy);
}
