namespace Millrace.Runtime.Accounts;

/// <summary>One act of an operator, a client or the service. It never holds a secret, nor the hash of one.</summary>
/// <param name="Actor">admin, service, a holder of a key, a client, or a client for its user.</param>
/// <param name="Act">What was done or asked, such as subscription create.</param>
/// <param name="Subject">Whom or what it was about.</param>
/// <param name="Outcome">done, refused, begun (and done in an entry of its own), or the status that a subscription came to.</param>
public sealed record AuditEntry(DateTimeOffset Time, string Actor, string Act, string Subject, string Outcome)
{
    public const string Begun = "begun";
    public const string Done = "done";
    public const string Refused = "refused";

    /// <summary>Its place in the log, from 1 on; 0 where it is not stored yet.</summary>
    public long Sequence { get; init; }
}
