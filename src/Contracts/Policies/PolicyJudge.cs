namespace Millrace.Contracts.Policies;

/// <summary>Evaluates a policy as AWS does (IAM user guide, "Policy evaluation logic").</summary>
internal static class PolicyJudge
{
    public static PolicyRuling Judge(Policy policy, PolicyCall call)
    {
        PolicyStatement? allowing = null;
        var doubts = new List<string>();
        var isAllowedInDoubt = false;
        var isDeniedInDoubt = false;
        foreach (var statement in policy.Statements.Where(statement => IsAbout(statement, call)))
        {
            switch (ConditionJudge.Judge(statement.Conditions, call, doubts))
            {
                case true when !statement.Allows:
                    return new(PolicyVerdict.Denied, statement, []);
                case true:
                    allowing ??= statement;
                    break;
                case null:
                    isAllowedInDoubt |= statement.Allows;
                    isDeniedInDoubt |= !statement.Allows;
                    break;
            }
        }

        return allowing is not null
                ? new(isDeniedInDoubt ? PolicyVerdict.NotJudged : PolicyVerdict.Allowed, allowing, isDeniedInDoubt ? doubts : [])
            : isAllowedInDoubt ? new(PolicyVerdict.NotJudged, null, doubts)
            : new(PolicyVerdict.NotAllowed, null, []);
    }

    private static bool IsAbout(PolicyStatement statement, PolicyCall call) =>
        statement.Principals?.Means(principal => principal.IsOf(call.Caller)) != false
        && statement.Actions.Means(action => Wildcard.Fits(action, call.Action, ignoresCase: true))
        && statement.Resources?.Means(resource => Wildcard.Fits(resource, call.Resource)) != false;
}
