using Millrace.Sandbox.Queues;

namespace Millrace.Sandbox.StandIns;

/// <summary>What the stand-ins for SQS, S3, STS and Firehose are set to, and their bounds.</summary>
public sealed record AwsStandInOptions
{
    /// <summary>Of the queues, and with account and seed of all the others.</summary>
    public QueueStandInOptions Queues { get; init; } = new();

    /// <summary>The largest object that may be put: it is read into memory.</summary>
    public int ObjectBytesMax { get; init; } = 64 * 1_024 * 1_024;

    public int BucketsMax { get; init; } = 1_000;

    public int StreamsMax { get; init; } = 1_000;

    /// <summary>What all streams together may hold before it is delivered; a put beyond that is answered as unavailable.</summary>
    public long BufferedBytesMax { get; init; } = 1_073_741_824;

    /// <exception cref="ArgumentException">Names every setting that is out of its bounds.</exception>
    internal void Validate()
    {
        Queues.Validate();
        var faults = new List<string>();
        Bound(nameof(ObjectBytesMax), ObjectBytesMax, 1_024, 512 * 1_024 * 1_024);
        Bound(nameof(BucketsMax), BucketsMax, 1, 100_000);
        Bound(nameof(StreamsMax), StreamsMax, 1, 100_000);
        Bound(nameof(BufferedBytesMax), BufferedBytesMax, 1_024, 1L << 40);
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The stand-ins' options do not hold: {string.Join("; ", faults)}.");
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
