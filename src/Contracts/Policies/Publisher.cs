using Millrace.Contracts.Datasets;
using Millrace.Contracts.Realms;

namespace Millrace.Contracts.Policies;

/// <summary>Who sends the messages of a dataset in a realm, and who looks at destinations: what policies must admit.</summary>
/// <param name="Sender">Whose calls carry messages.</param>
/// <param name="Reviewer">Who reads a queue's attributes.</param>
/// <param name="TopicAccount">The account whose topics send; null: the sender calls by itself.</param>
public sealed record Publisher(
    PolicyProfile Profile,
    PolicyPrincipal Sender,
    PolicyPrincipal Reviewer,
    string? TopicAccount,
    string Region
)
{
    /// <summary>The role by which the original looks at destinations (contract, 2.2).</summary>
    public const string ReviewerRole = "arn:aws:iam::926844853897:role/ReviewerRole";

    /// <summary>The role by which the original enters a subscriber's account for a stream (contract, 2.4).</summary>
    public const string SubscriberRole = "arn:aws:iam::926844853897:role/SubscriberRole";

    public const string TopicService = "sns.amazonaws.com";

    /// <summary>An account that is nobody's: whoever admits its topics admits those of everybody.</summary>
    private const string AnyAccount = "999999999999";

    private static readonly string[] NotOfRoles =
    [
        "aws:SourceArn",
        "aws:SourceAccount",
        "aws:SourceOrgID",
        "aws:PrincipalServiceName",
    ];

    private static readonly string[] NotOfServices =
    [
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalOrgID",
        "aws:userid",
    ];

    /// <param name="principal">The ARN of the role, or of the account, as which the deployment calls.</param>
    public static Publisher Of(string principal, Realm realm)
    {
        var self = new PolicyPrincipal(PolicyPrincipal.Aws, principal);
        return new(PolicyProfile.Production, self, self, null, realm.AwsRegion);
    }

    /// <summary>The original's; null where the dataset has no topics in the realm.</summary>
    public static Publisher? Original(string dataset, Realm realm) =>
        TopicAccounts.Find(dataset, realm.Id) is { } account ? OfTopics(account, realm) : null;

    /// <summary>The original's with the topics of an account.</summary>
    public static Publisher OfTopics(string account, Realm realm) =>
        new(
            PolicyProfile.Compat,
            new(PolicyPrincipal.Service, TopicService),
            new(PolicyPrincipal.Aws, ReviewerRole),
            account,
            realm.AwsRegion
        );

    /// <summary>Every topic of the dataset in the realm, as a pattern; null where the sender calls by itself.</summary>
    public string? Topics => TopicAccount is null ? null : $"arn:aws:sns:{Region}:{TopicAccount}:*";

    public PolicyCall Send(string queueArn) => Call(Sender, "sqs:SendMessage", queueArn, TopicAccount);

    /// <summary>The same from a topic of an account that the subscriber has nothing to do with.</summary>
    public PolicyCall SendFromElsewhere(string queueArn) =>
        TopicAccount is null
            ? Call(new(PolicyPrincipal.Aws, $"arn:aws:iam::{AnyAccount}:role/somebody"), "sqs:SendMessage", queueArn, null)
            : Call(Sender, "sqs:SendMessage", queueArn, AnyAccount);

    /// <summary>GetQueueUrl or GetQueueAttributes.</summary>
    public PolicyCall Look(string action, string queueArn) => Call(Reviewer, action, queueArn, null);

    private PolicyCall Call(PolicyPrincipal caller, string action, string resource, string? topicAccount)
    {
        var context = new Dictionary<string, string> { ["aws:SecureTransport"] = "true" };
        if (caller.Kind == PolicyPrincipal.Service)
        {
            context["aws:SourceArn"] = $"arn:aws:sns:{Region}:{topicAccount}:FEADMessageDeliveryTopic";
            context["aws:SourceAccount"] = topicAccount!;
            context["aws:PrincipalServiceName"] = caller.Name;
            context["aws:PrincipalIsAWSService"] = "true";
            return new(caller, action, resource, context, NotOfServices);
        }

        context["aws:PrincipalArn"] = caller.Name;
        context["aws:PrincipalAccount"] = caller.Account ?? "";
        context["aws:PrincipalIsAWSService"] = "false";
        return new(caller, action, resource, context, NotOfRoles);
    }
}
