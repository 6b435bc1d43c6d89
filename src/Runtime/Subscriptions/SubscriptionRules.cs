using Millrace.Contracts.Datasets;
using Millrace.Contracts.Destinations;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Subscriptions;

/// <summary>What a request must be like (contract, 1.3 and 1.5).</summary>
internal static class SubscriptionRules
{
    private const int TokenCharactersMin = 22;
    private const int TokenCharactersMax = 36;
    private const int NotesCharactersMax = 128;
    private const int QueueArnCharactersMax = 255;

    public static Answer<SubscriptionOrder> Check(Account account, CreateSubscription request)
    {
        var fault = CheckTexts(request) ?? CheckDestinationForm(request);
        if (fault is not null)
        {
            return fault;
        }

        var arn = request.DestinationArn ?? request.QueueArn;
        if (arn?.Length is null or 0 or > QueueArnCharactersMax || !SqsQueueArn.TryParse(arn, out var queue))
        {
            return Fault.Invalid(
                "Destination is invalid: give the ARN of an SQS queue, such as arn:aws:sqs:us-east-1:123456789012:name."
            );
        }

        if (queue.IsFifo)
        {
            return Fault.Invalid($"Destination {arn} is invalid: FIFO queues are not supported, give a standard queue.");
        }

        var region = Region(account);
        if (queue.Region != region)
        {
            return Fault.Invalid(
                $"Destination {arn} is invalid: region {queue.Region} is not supported for this profile, its queues must be in {region}."
            );
        }

        var topic = TopicArn(account, request.DataSetId!, region);
        return topic is null
            ? Fault.Invalid($"dataSetId {request.DataSetId} is not published in realm {account.Realm}.")
            : new SubscriptionOrder(request.ClientRequestToken!, request.DataSetId!, arn, request.Notes ?? "", topic)
            {
                Freshness = request.Freshness,
            };
    }

    public static Fault? Check(UpdateSubscription request) =>
        request.Status is not null and not "ARCHIVED" ? Fault.Invalid("status must be ARCHIVED: no other can be set.")
        : request.Notes?.Length > NotesCharactersMax ? Fault.Invalid($"notes must have at most {NotesCharactersMax} characters.")
        : null;

    private static Fault? CheckTexts(CreateSubscription request)
    {
        if (request.ClientRequestToken?.Length is null or < TokenCharactersMin or > TokenCharactersMax)
        {
            return Fault.Invalid(
                $"clientRequestToken must have {TokenCharactersMin} to {TokenCharactersMax} characters: a GUID is a good one."
            );
        }

        if (string.IsNullOrEmpty(request.DataSetId))
        {
            return Fault.Invalid("dataSetId is missing.");
        }

        if (Datasets.Produced.All(dataset => dataset.Id != request.DataSetId))
        {
            var produced = string.Join(", ", Datasets.Produced.Select(dataset => dataset.Id));
            return Fault.Invalid($"dataSetId is not one that is published here: {produced}.");
        }

        return request.Notes?.Length > NotesCharactersMax
            ? Fault.Invalid($"notes must have at most {NotesCharactersMax} characters.")
            : null;
    }

    private static Fault? CheckDestinationForm(CreateSubscription request)
    {
        if (request.DestinationArn is not null && request.HasDestination)
        {
            return Fault.Invalid("Give destinationArn or destination, not both.");
        }

        if (request.HasFirehose)
        {
            return Fault.Invalid(
                request.QueueArn is not null
                    ? "destination must name one of sqsDestination and firehoseDestination."
                    : "firehoseDestination is not supported yet: give an sqsDestination."
            );
        }

        return request.DestinationArn is null && request.QueueArn is null
            ? Fault.Invalid("The destination is missing: give destination.sqsDestination.queueArn.")
            : null;
    }

    private static string Region(Account account) => Realm.Of(account.Realm).AwsRegion;

    private static string? TopicArn(Account account, string dataset, string region) =>
        TopicAccounts.Find(dataset, account.Realm) is { } owner
            ? $"arn:aws:sns:{region}:{owner}:FEADMessageDeliveryTopic-{dataset}-{account.Marketplace}-{account.EntityId}"
            : null;
}
