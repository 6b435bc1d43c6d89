using Millrace.Contracts.Realms;

namespace Millrace.Landing;

/// <summary>What the landing service receives, from where, and its bounds.</summary>
public sealed record LandingOptions
{
    /// <summary>The queues to receive from.</summary>
    public required IReadOnlyList<LandingQueue> Queues { get; init; }

    /// <summary>The address of another SQS than AWS's; null for AWS.</summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>Null: the AWS SDK's own chain, or a stand-in when <see cref="ServiceUrl"/> is given without any credentials.</summary>
    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>Hosts (or host:port) that a confirmation may lead to; by default SNS of the regions of the stream.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } =
    [.. Realm.BuiltIn.Select(realm => $"sns.{realm.AwsRegion}.amazonaws.com")];

    /// <summary>A PEM file with a certificate that confirmations may be asked by, besides those that the machine trusts.</summary>
    public string? TrustFile { get; init; }

    /// <summary>Receive calls under way per queue.</summary>
    public int ReceiversPerQueue { get; init; } = 4;

    /// <summary>How long a receive call waits for messages (SQS: at most 20 s).</summary>
    public TimeSpan LongPoll { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a received message is hidden from others; it has to be stored and deleted within.</summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Messages of one transaction; it takes those that wait, so it grows with the load.</summary>
    public int BatchMessagesMax { get; init; } = 20_000;

    /// <summary>Messages received and not yet stored; when they are so many, receiving waits.</summary>
    public int PendingMessagesMax { get; init; } = 20_000;

    /// <summary>Characters of the bodies that wait, and of those of one transaction.</summary>
    public long PendingCharactersMax { get; init; } = 32_000_000;

    /// <summary>Delete calls under way.</summary>
    public int Deleters { get; init; } = 8;

    /// <summary>Confirmations waiting; one more is left in its queue.</summary>
    public int PendingConfirmationsMax { get; init; } = 256;

    /// <summary>How long a certificate or a SubscribeURL may take to answer.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes read of a certificate or of a SubscribeURL's answer.</summary>
    public int ConfirmAnswerBytesMax { get; init; } = 64 * 1024;

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what was received may still be stored and deleted after the stop.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All faults at once, each with the key and the bound.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        void Want(bool good, string fault)
        {
            if (!good)
            {
                faults.Add(fault);
            }
        }

        Want(Queues.Count is >= 1 and <= 100, $"Queues: {Queues.Count} are given; 1 to 100 are needed.");
        Want(ReceiversPerQueue is >= 1 and <= 64, $"ReceiversPerQueue: {ReceiversPerQueue} is not within 1 to 64.");
        Want(LongPoll.TotalSeconds is >= 0 and <= 20, $"LongPoll: {LongPoll} is not within 0 to 20 s.");
        Want(Visibility.TotalSeconds is >= 5 and <= 43_200, $"Visibility: {Visibility} is not within 5 s to 12 h.");
        Want(BatchMessagesMax is >= 1 and <= 100_000, $"BatchMessagesMax: {BatchMessagesMax} is not within 1 to 100000.");
        Want(
            PendingMessagesMax is >= 10 and <= 1_000_000,
            $"PendingMessagesMax: {PendingMessagesMax} is not within 10 to 1000000."
        );
        Want(
            PendingCharactersMax is >= 1_000_000 and <= 1_000_000_000,
            $"PendingCharactersMax: {PendingCharactersMax} is not within 1000000 to 1000000000."
        );
        Want(Deleters is >= 1 and <= 64, $"Deleters: {Deleters} is not within 1 to 64.");
        Want(AllowedHosts.All(host => !host.Contains('/')), "AllowedHosts: give host or host:port, without scheme and path.");
        Want(AccessKey is null == SecretKey is null, "AccessKey and SecretKey: give both or neither.");
        return faults;
    }
}
