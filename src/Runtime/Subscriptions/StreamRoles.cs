namespace Millrace.Runtime.Subscriptions;

/// <summary>What a subscription to a Firehose stream has beside the stream's ARN (contract, 1.3).</summary>
/// <param name="AppendsNewline">Whether a line feed is put behind every record; an addition to the contract, off by default.</param>
public sealed record StreamRoles(string SubscriberRoleArn, string SubscriptionRoleArn, bool AppendsNewline);
