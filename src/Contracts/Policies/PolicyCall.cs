namespace Millrace.Contracts.Policies;

/// <summary>What somebody wants to do.</summary>
/// <param name="Action">Such as sqs:SendMessage.</param>
/// <param name="Resource">The ARN of what it is done to.</param>
/// <param name="Context">What is known of the call, by condition key.</param>
/// <param name="Absent">Condition keys that such a call does not have. Of all others nothing is known.</param>
public sealed record PolicyCall(
    PolicyPrincipal Caller,
    string Action,
    string Resource,
    IReadOnlyDictionary<string, string> Context,
    IReadOnlyList<string> Absent
);
