using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;

namespace Millrace.Runtime.Diagnosis;

/// <summary>Judges the key by which a queue is encrypted. The policy of a key cannot be read from outside its account.</summary>
internal static class KeyFindings
{
    /// <summary>Keys that AWS keeps for an account: their policies admit that account, and nobody can change them.</summary>
    private const string OfAws = "alias/aws/";

    /// <param name="key">KmsMasterKeyId, "" where the queue has none.</param>
    public static IReadOnlyList<Finding> Judge(Publisher publisher, SqsQueueArn queue, string key)
    {
        if (key.Length == 0)
        {
            return [];
        }

        var policy = PolicyText.Show(PolicyText.OfKey(publisher));
        if (!key.Contains(OfAws, StringComparison.Ordinal))
        {
            return
            [
                new(
                    "KeyNotJudged",
                    FindingWeight.Warning,
                    $"{queue} is encrypted by the key {key}, whose policy cannot be read from here.",
                    $"See that the policy of the key has this statement, or {publisher.Sender.Name} cannot send.",
                    policy
                ),
            ];
        }

        return publisher.Sender.Account == queue.AccountId
            ? []
            :
            [
                new(
                    "KeyAdmitsNobody",
                    FindingWeight.Error,
                    $"{queue} is encrypted by {key}, a key of AWS that admits nobody but its own account, so {publisher.Sender.Name} cannot send.",
                    "Encrypt it by SSE-SQS (SqsManagedSseEnabled), or by a key of your own whose policy has this statement.",
                    policy
                ),
            ];
    }
}
