using Millrace.Contracts.Destinations;
using Millrace.Destinations.Firehose;
using Millrace.Destinations.Sqs;

namespace Millrace.App;

/// <summary>How destinations are reached: a stand-in is told by the key who calls; on AWS it is the process's role.</summary>
internal static class StandInAccess
{
    /// <param name="sqs">A stand-in for SQS; null: AWS.</param>
    /// <param name="firehose">A stand-in for Firehose and STS; null: that for SQS, or AWS.</param>
    public static (SqsDestinationFactory Queues, FirehoseDestinationFactory Streams) Open(Uri? sqs, Uri? firehose)
    {
        firehose ??= sqs;
        return (
            new SqsDestinationFactory(
                new SqsDestinationOptions
                {
                    ServiceUrl = sqs,
                    AccessKey = KeyFor(sqs),
                    SecretKey = KeyFor(sqs),
                }
            ),
            new FirehoseDestinationFactory(
                new FirehoseDestinationOptions
                {
                    ServiceUrl = firehose,
                    AccessKey = KeyFor(firehose),
                    SecretKey = KeyFor(firehose),
                }
            )
        );
    }

    private static string? KeyFor(Uri? standIn) => standIn is null ? null : StandInKeys.Publisher;
}
