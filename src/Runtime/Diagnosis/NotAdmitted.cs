using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;

namespace Millrace.Runtime.Diagnosis;

/// <summary>Why a policy that denies nothing does not let the sender send: found by leaving out one part of its statements after the other.</summary>
internal sealed class NotAdmitted(Publisher publisher, string arn, string dataset)
{
    public (string Code, string What) Explain(Policy policy)
    {
        var name = publisher.Sender.Name;
        if (Allowing(policy, statement => statement with { Resources = null }) is { } elsewhere)
        {
            return (
                "QueuePolicyOfOtherResource",
                $"The statement {QueueFindings.Named(elsewhere)} lets {name} send to {string.Join(", ", elsewhere.Resources!.Names)}, which is not {arn}."
            );
        }

        if (Allowing(policy, statement => statement with { Conditions = [] }) is { } bound)
        {
            return Bound(bound);
        }

        if (publisher.Profile == PolicyProfile.Production && AdmitsOriginal(policy))
        {
            return (
                "OnlyOriginalAdmitted",
                $"The policy of {arn} admits Amazon's topics, which do not send here, and not {name}, which does."
            );
        }

        return Allowing(policy, statement => statement with { Actions = new(["*"], false) }) is { } other
            ? (
                "SendMessageMissing",
                $"The statement {QueueFindings.Named(other)} lets {name} do {string.Join(", ", other.Actions.Names)}, but not sqs:SendMessage."
            )
            : ("SenderNotAdmitted", $"No statement of the policy of {arn} lets {name} send to it.");
    }

    private (string Code, string What) Bound(PolicyStatement statement)
    {
        var conditions = string.Join(
            "; ",
            statement.Conditions.Select(condition =>
                $"{condition.Operator} {condition.Key} = {string.Join(", ", condition.Values)}"
            )
        );
        return
            publisher.TopicAccount is { } account
            && statement.Conditions.Any(condition =>
                condition.Key.Equals("aws:SourceArn", StringComparison.OrdinalIgnoreCase)
                || condition.Key.Equals("aws:SourceAccount", StringComparison.OrdinalIgnoreCase)
            )
            ? (
                "TopicAccountWrong",
                $"{dataset} comes from topics of account {account} in {publisher.Region}, and the statement {QueueFindings.Named(statement)} admits only: {conditions}."
            )
            : (
                "ConditionNotMet",
                $"The statement {QueueFindings.Named(statement)} lets {publisher.Sender.Name} send only where {conditions}, which its calls do not meet."
            );
    }

    /// <summary>The statement that lets the sender send when each is changed so.</summary>
    private PolicyStatement? Allowing(Policy policy, Func<PolicyStatement, PolicyStatement> change) =>
        policy.Statements.FirstOrDefault(statement =>
            statement.Allows
            && new Policy([change(statement)]).Judge(publisher.Send(arn)).Verdict
                is PolicyVerdict.Allowed
                    or PolicyVerdict.NotJudged
        );

    private bool AdmitsOriginal(Policy policy) =>
        Realm.BuiltIn.FirstOrDefault(realm => realm.AwsRegion == publisher.Region) is { } realm
        && Publisher.Original(dataset, realm) is { } original
        && policy.Judge(original.Send(arn)).Verdict == PolicyVerdict.Allowed;
}
