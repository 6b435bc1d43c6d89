using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Notices;

/// <summary>One thing that the platform is told of a subscription, so that its owner learns of it without asking.</summary>
/// <param name="Sequence">Its place in the outbox; never used again.</param>
/// <param name="Id">By it the receiver knows it again, however often it comes. Letters and digits.</param>
/// <param name="Time">When it happened, on the wall clock.</param>
/// <param name="ClientId">Whose subscription it is, for the user.</param>
public sealed record Notice(
    long Sequence,
    string Id,
    DateTimeOffset Time,
    NoticeContent Content,
    string SubscriptionId,
    string DataSetId,
    string ClientId,
    string UserId,
    Account Account
);
