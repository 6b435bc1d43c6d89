namespace Millrace.Contracts.Policies;

/// <summary>One statement; each part says whether the call must be among its names, or must not.</summary>
/// <param name="Sid">What its author called it, or "".</param>
/// <param name="Allows">Effect: Allow, else Deny.</param>
/// <param name="Principals">Null where it names none, as in a policy that hangs on who calls.</param>
public sealed record PolicyStatement(
    string Sid,
    bool Allows,
    PolicyPart<PolicyPrincipal>? Principals,
    PolicyPart<string> Actions,
    PolicyPart<string>? Resources,
    IReadOnlyList<PolicyCondition> Conditions
);
