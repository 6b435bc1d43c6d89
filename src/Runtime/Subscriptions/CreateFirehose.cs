namespace Millrace.Runtime.Subscriptions;

/// <summary>destination.firehoseDestination as it came, before anything is checked.</summary>
public sealed record CreateFirehose(
    string? DeliveryStreamArn,
    string? SubscriberRoleArn,
    string? SubscriptionRoleArn,
    bool AppendsNewline
);
