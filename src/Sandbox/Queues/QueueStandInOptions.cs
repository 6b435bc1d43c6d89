using Millrace.Contracts.Destinations;
using Millrace.Contracts.Policies;

namespace Millrace.Sandbox.Queues;

/// <summary>What the stand-in for SQS is set to, and its bounds.</summary>
public sealed record QueueStandInOptions
{
    /// <summary>The account that owns every queue: 12 digits.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>Seed of the chance by which fault rules strike.</summary>
    public int FaultSeed { get; init; } = 1;

    /// <summary>How many queues there may be in all regions together.</summary>
    public int QueuesMax { get; init; } = 1_000;

    /// <summary>How many messages may wait in all queues together; a send beyond that is answered with <c>OverLimit</c>.</summary>
    public long MessagesMax { get; init; } = 1_000_000;

    /// <summary>The largest message, body and attributes, and the largest batch together.</summary>
    public int MessageBytesMax { get; init; } = 262_144;

    /// <summary>
    /// Whether the policies of queues are held against whoever calls as the publisher, and by whose names; null: everybody may do
    /// everything. All other callers are taken for the owner of the queues.
    /// </summary>
    public PolicyProfile? Policies { get; init; }

    /// <summary>The access key of the publisher: <c>millrace serve</c> and <c>millrace doctor</c> use it towards stand-ins.</summary>
    public string PublisherKey { get; init; } = StandInKeys.Publisher;

    /// <summary>The role that policies of the profile production have to admit; of another account than the queues.</summary>
    public string PublisherRole { get; init; } = "arn:aws:iam::111122223333:role/millrace";

    /// <exception cref="ArgumentException">Names every setting that is out of its bounds.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        if (AccountId.Length != 12 || !AccountId.All(char.IsAsciiDigit))
        {
            faults.Add($"{nameof(AccountId)} is '{AccountId}': set 12 digits");
        }

        Bound(nameof(QueuesMax), QueuesMax, 1, 100_000);
        Bound(nameof(MessagesMax), MessagesMax, 1, 1_000_000_000);
        Bound(nameof(MessageBytesMax), MessageBytesMax, 1_024, 1_048_576);
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The queue stand-in's options do not hold: {string.Join("; ", faults)}.");
        }

        void Bound(string name, long value, long low, long high)
        {
            if (value < low || value > high)
            {
                faults.Add($"{name} is {value}: set {low} to {high}");
            }
        }
    }
}
