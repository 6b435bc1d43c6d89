using Millrace.Contracts.Datasets;
using Millrace.Contracts.Destinations;
using Millrace.Contracts.Documents;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Replays;

namespace Millrace.Runtime.Subscriptions;

/// <summary>What a request must be like (contract, 1.3 and 1.5). The order of checks is told in docs/subscriptions.md.</summary>
internal static class SubscriptionRules
{
    private const int TokenCharactersMin = 22;
    private const int TokenCharactersMax = 36;
    private const int NotesCharactersMax = 128;
    private const int ArnCharactersMax = 255;

    public static Answer<SubscriptionOrder> Check(SubscriptionOwner owner, CreateSubscription request, TopicNames topics)
    {
        var account = owner.Account;
        var fault = CheckTexts(owner, request) ?? CheckDestinationForm(request);
        if (fault is not null)
        {
            return fault;
        }

        var region = Region(account);
        var destination = request.Firehose is { } firehose
            ? CheckStream(firehose, region)
            : CheckQueue(request.DestinationArn ?? request.QueueArn, region);
        if (!destination.IsDone)
        {
            return destination.Fault;
        }

        var backfill = request.Backfill is { } asked ? ReplayRange.Check(asked, "backfill.") : null;
        if (backfill is { IsDone: false })
        {
            return backfill.Fault;
        }

        var topic = topics.Arn(account, request.DataSetId!);
        var (arn, roles) = destination.Value;
        return topic is null
            ? Fault.Invalid($"dataSetId {request.DataSetId} is not published in realm {account.Realm}.")
            : new SubscriptionOrder(request.ClientRequestToken!, request.DataSetId!, arn, request.Notes ?? "", topic, roles)
            {
                Freshness = request.Freshness,
                Changes = request.Changes,
                Backfill = backfill?.Value,
            };
    }

    public static Fault? Check(UpdateSubscription request) =>
        request.Status is not (null or "ARCHIVED" or "ACTIVE")
            ? Fault.Invalid("status must be ARCHIVED, or ACTIVE to resume a SUSPENDED subscription: no other can be set.")
        : request.Notes?.Length > NotesCharactersMax ? Fault.Invalid($"notes must have at most {NotesCharactersMax} characters.")
        : null;

    /// <summary>The path of the API of DSP, or of the one for sponsored ads.</summary>
    public static string PathOf(bool isDsp) => isDsp ? "/dsp/streams/subscriptions" : "/streams/subscriptions";

    private static Fault? CheckTexts(SubscriptionOwner owner, CreateSubscription request)
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

        return CheckDataset(owner.IsDsp, request.DataSetId)
            ?? CheckAsked(request.DataSetId, request.Freshness, request.Changes)
            ?? (
                request.Notes?.Length > NotesCharactersMax
                    ? Fault.Invalid($"notes must have at most {NotesCharactersMax} characters.")
                    : null
            );
    }

    private static Fault? CheckDataset(bool isDsp, string dataset)
    {
        if (Datasets.IsDsp(dataset) != isDsp)
        {
            return Fault.Invalid($"dataSetId {dataset} is not one of this API: subscribe to it by POST {PathOf(!isDsp)}.");
        }

        var published = Datasets
            .Produced.Select(known => known.Id)
            .Concat(Documents.All.Select(known => known.Id))
            .Where(id => Datasets.IsDsp(id) == isDsp)
            .ToList();
        return published.Contains(dataset)
            ? null
            : Fault.Invalid($"dataSetId is not one that is published here: {string.Join(", ", published)}.");
    }

    /// <summary>Hours become complete, and entities have a past: what is neither is not asked for it.</summary>
    public static Fault? CheckAsked(string dataset, bool? freshness, bool? changes) =>
        freshness == true && Documents.Find(dataset) is not null
            ? Fault.Invalid($"freshness is of hourly datasets: {dataset} has no hours that could be complete. Leave it out.")
        : changes == true && Documents.Find(dataset) is not { Kinds.Count: > 0 }
            ? Fault.Invalid($"changes is of datasets of entities: {dataset} is none. Leave it out.")
        : null;

    private static Fault? CheckDestinationForm(CreateSubscription request)
    {
        if (request.DestinationArn is not null && request.HasDestination)
        {
            return Fault.Invalid("Give destinationArn or destination, not both.");
        }

        if (request.Firehose is not null)
        {
            return request.QueueArn is null
                ? null
                : Fault.Invalid("destination must name one of sqsDestination and firehoseDestination.");
        }

        return request.DestinationArn is null && request.QueueArn is null
            ? Fault.Invalid("The destination is missing: give destination.sqsDestination or destination.firehoseDestination.")
            : null;
    }

    private static Answer<GoodDestination> CheckQueue(string? arn, string region)
    {
        if (arn?.Length is null or 0 or > ArnCharactersMax || !SqsQueueArn.TryParse(arn, out var queue))
        {
            return Fault.Invalid(
                "Destination is invalid: give the ARN of an SQS queue, such as arn:aws:sqs:us-east-1:123456789012:name."
            );
        }

        if (queue.IsFifo)
        {
            return Fault.Invalid($"Destination {arn} is invalid: FIFO queues are not supported, give a standard queue.");
        }

        return queue.Region == region ? new GoodDestination(arn, null) : WrongRegion(arn, queue.Region, region);
    }

    private static Answer<GoodDestination> CheckStream(CreateFirehose firehose, string region)
    {
        var arn = firehose.DeliveryStreamArn;
        if (arn?.Length is null or > ArnCharactersMax || !FirehoseStreamArn.TryParse(arn, out var stream))
        {
            return Fault.Invalid(
                "Destination is invalid: give the ARN of a Firehose stream as deliveryStreamArn, such as arn:aws:firehose:us-east-1:123456789012:deliverystream/name."
            );
        }

        if (stream.Region != region)
        {
            return WrongRegion(arn, stream.Region, region);
        }

        var subscriber = firehose.SubscriberRoleArn;
        var subscription = firehose.SubscriptionRoleArn;
        return CheckRole("subscriberRoleArn", subscriber, stream) is { } first ? first
            : CheckRole("subscriptionRoleArn", subscription, stream) is { } second ? second
            : new GoodDestination(arn, new StreamRoles(subscriber!, subscription!, firehose.AppendsNewline));
    }

    /// <summary>A stream knows no policies of its own, so only roles of its account can enter it.</summary>
    private static Fault? CheckRole(string field, string? arn, FirehoseStreamArn stream) =>
        arn?.Length is null or > ArnCharactersMax || !RoleArn.TryParse(arn, out var role)
            ? Fault.Invalid($"{field} is invalid: give the ARN of a role, such as arn:aws:iam::{stream.AccountId}:role/name.")
        : role.AccountId != stream.AccountId
            ? Fault.Invalid($"{field} is invalid: the role must be of the stream's account, {stream.AccountId}.")
        : null;

    private static Fault WrongRegion(string arn, string given, string wanted) =>
        Fault.Invalid(
            $"Destination {arn} is invalid: region {given} is not supported for this profile, its destinations must be in {wanted}."
        );

    private static string Region(Account account) => Realm.Of(account.Realm).AwsRegion;

    private sealed record GoodDestination(string Arn, StreamRoles? Roles);
}
