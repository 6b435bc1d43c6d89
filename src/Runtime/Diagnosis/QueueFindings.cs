using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Diagnosis;

/// <summary>Judges a queue by what a look at it brought.</summary>
internal sealed class QueueFindings(Publisher publisher, SqsQueueArn queue, string dataset)
{
    private readonly string arn = queue.ToString();

    public IReadOnlyList<Finding> Judge(QueueLook look) =>
        look.Result switch
        {
            LookResult.Missing =>
            [
                new(
                    "QueueMissing",
                    FindingWeight.Error,
                    $"The queue {arn} does not exist, or its account hides it: {look.Why}.",
                    "Make the queue; where it is there, give it this policy.",
                    Pasted()
                ),
            ],
            LookResult.Forbidden =>
            [
                new(
                    "QueueNotReadable",
                    // The original refuses a queue at which its reviewer may not look; this deployment tries to send.
                    publisher.Profile == PolicyProfile.Compat
                        ? FindingWeight.Error
                        : FindingWeight.Warning,
                    $"{publisher.Reviewer.Name} may not read the attributes of {arn}, so its policy was not judged: {look.Why}.",
                    "Give the queue this policy.",
                    Pasted()
                ),
            ],
            LookResult.Unreachable =>
            [
                new(
                    "QueueNotReached",
                    FindingWeight.Warning,
                    $"The queue {arn} could not be looked at: {look.Why}.",
                    "Ask again later; the operator of the service looks at the connection to SQS."
                ),
            ],
            _ =>
            [
                .. Policies(look.Attributes.GetValueOrDefault("Policy") ?? ""),
                .. KeyFindings.Judge(publisher, queue, look.Attributes.GetValueOrDefault("KmsMasterKeyId") ?? ""),
                .. QueueSettings.Judge(arn, dataset, look.Attributes),
            ],
        };

    private IReadOnlyList<Finding> Policies(string text)
    {
        var isOwn = publisher.Sender.Account == queue.AccountId;
        if (text.Length == 0)
        {
            return isOwn
                ? []
                : [Error("QueuePolicyMissing", $"{arn} has no policy, so nobody of another account may send to it.")];
        }

        if (Policy.Read(text, out var fault) is not { } policy)
        {
            return [Error("QueuePolicyInvalid", $"The policy of {arn} cannot be read: {fault}")];
        }

        if (publisher.Sender.Name == Doctor.UnknownPrincipal)
        {
            return
            [
                new(
                    "PrincipalUnknown",
                    FindingWeight.Warning,
                    "As which role this deployment sends could not be found out, so the policy was not judged.",
                    "Name it by --principal."
                ),
            ];
        }

        var ruling = policy.Judge(publisher.Send(arn));
        var sends = ruling.Verdict switch
        {
            PolicyVerdict.Allowed => Width(policy),
            PolicyVerdict.Denied => Error(
                "SenderDenied",
                $"The statement {Named(ruling.Statement!)} of {arn} denies what {publisher.Sender.Name} sends, whatever else allows it.",
                "Take that statement out, or let it except the sender; then this policy is enough."
            ),
            PolicyVerdict.NotJudged => new Finding(
                "SenderNotJudged",
                FindingWeight.Warning,
                $"Whether {publisher.Sender.Name} may send to {arn} hangs on {string.Join(", ", ruling.NotJudged)}, which is not judged here.",
                "Send a test message; where it is refused, give the queue this policy.",
                Pasted()
            ),
            _ => isOwn ? null
            : new NotAdmitted(publisher, arn, dataset).Explain(policy) is var (code, what) ? Error(code, what)
            : null,
        };
        return [.. new[] { sends, Reviewed(policy) }.OfType<Finding>()];
    }

    /// <summary>Whether the policy admits strangers as well: the original refuses such a queue.</summary>
    private Finding? Width(Policy policy) =>
        policy.Judge(publisher.SendFromElsewhere(arn)).Verdict != PolicyVerdict.Allowed ? null
        : publisher.Profile == PolicyProfile.Compat
            ? Error(
                "TopicAccountOpen",
                $"The policy of {arn} admits topics of every account; the original takes only one that names {publisher.TopicAccount}."
            )
        : new(
            "SenderOpen",
            FindingWeight.Warning,
            $"The policy of {arn} lets everybody send.",
            "Give the queue this policy.",
            Pasted()
        );

    private Finding? Reviewed(Policy policy) =>
        publisher.Profile == PolicyProfile.Compat
        && policy.Judge(publisher.Look("sqs:GetQueueAttributes", arn)).Verdict is PolicyVerdict.NotAllowed or PolicyVerdict.Denied
            ? Error(
                "ReviewerNotAdmitted",
                $"The policy of {arn} does not let {publisher.Reviewer.Name} read its attributes, so the original refuses the queue."
            )
            : null;

    private Finding Error(string code, string what, string remedy = "Give the queue this policy.") =>
        new(code, FindingWeight.Error, what, remedy, Pasted());

    private string Pasted() => PolicyText.Show(PolicyText.OfQueue(publisher, arn));

    internal static string Named(PolicyStatement statement) => statement.Sid.Length > 0 ? $"'{statement.Sid}'" : "without a Sid";
}
