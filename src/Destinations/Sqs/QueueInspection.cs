using Amazon.Runtime;
using Amazon.SQS.Model;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Aws;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs;

/// <summary>Reads what a queue is set to.</summary>
internal static class QueueInspection
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    public static async ValueTask<QueueLook> LookAsync(SqsRegion region, SqsQueueArn queue, CancellationToken cancel)
    {
        try
        {
            var url = await region.QueueUrlAsync(queue, cancel);
            return new(LookResult.Seen, await region.AttributesAsync(url, cancel), "");
        }
        catch (AmazonServiceException fault) when (fault.StatusCode != 0)
        {
            return OfFault(
                ServiceFault.Of(SqsCall.Service, fault, fault is QueueDoesNotExistException ? "QueueDoesNotExist" : "")
            );
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            return new(LookResult.Unreachable, Nothing, $"SQS could not be reached: {fault.Message}");
        }
    }

    private static QueueLook OfFault(ServiceFault fault) =>
        new(
            fault.Is("QueueDoesNotExist") || fault.Is("AWS.SimpleQueueService.NonExistentQueue") ? LookResult.Missing
                : fault.Is("AccessDenied") ? LookResult.Forbidden
                : LookResult.Unreachable,
            Nothing,
            fault.Why.TrimEnd('.')
        );
}
