namespace Millrace.Runtime.Subscriptions;

/// <summary>What became of a subscription that was to be stored.</summary>
public enum CreationVerdict
{
    Created,

    /// <summary>The same owner used this request token before: the earlier subscription is given.</summary>
    TokenKnown,
    DestinationTaken,
    StreamFull,
    DatasetFull,
    PendingFull,
}
