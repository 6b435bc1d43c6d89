using System.Buffers;
using Amazon.Runtime;
using Amazon.SQS.Model;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Aws;
using Millrace.Destinations.Sqs.Wire;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs;

/// <summary>One SQS queue: raw JSON, one record a message, ten a call (contract, section 3).</summary>
internal sealed class SqsDestination(SqsRegion region, SqsQueueArn queue) : IDestination
{
    private volatile string? url;

    public int MessagesMax => SqsLimits.MessagesPerCallMax;

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        var batch = new DeliveryBatch(messages, SqsCall.Bounds);
        for (var first = 0; first < batch.Bodies.Length; )
        {
            var end = batch.EndOfCall(first);
            await SendAsync(batch, first, end, cancel);
            first = end;
        }

        return batch.Outcomes();
    }

    /// <summary>The clients belong to the factory.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Sends the open messages of a range; where the server's bound is lower than ours, its halves.</summary>
    private async ValueTask SendAsync(DeliveryBatch batch, int first, int end, CancellationToken cancel)
    {
        try
        {
            if (await CallAsync(batch, first, end, cancel) is not { } fault)
            {
                return;
            }

            if (!IsTooLong(fault))
            {
                batch.Close(first, end, OutcomeOf(fault));
                return;
            }

            if (end - first == 1)
            {
                batch.Close(first, end, new DeliveryOutcome.Refused(fault.Why) { IsOfMessage = true });
                return;
            }
        }
        catch (Exception fault)
        {
            batch.Close(first, end, OutcomeOf(fault));
            return;
        }

        var middle = first + ((end - first) / 2);
        await SendAsync(batch, first, middle, cancel);
        await SendAsync(batch, middle, end, cancel);
    }

    /// <returns>Why the call as a whole was refused, null when it was taken.</returns>
    private async ValueTask<ServiceFault?> CallAsync(DeliveryBatch batch, int first, int end, CancellationToken cancel)
    {
        var address = url ??= await region.QueueUrlAsync(queue, cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(BatchBody.BytesMax(address, batch, first, end));
        var length = BatchBody.Write(buffer, address, batch, first, end);
        ServiceFault? fault = null;
        if (length > 0)
        {
            using var answer = await region.Wire.SendAsync(
                "SendMessageBatch",
                buffer.AsMemory(0, length),
                region.Credentials,
                cancel
            );
            fault = answer.Fault;
            if (fault is null)
            {
                BatchAnswer.Read(answer.Body, batch, first, end);
            }
        }

        // Not after an exception: the connection could still be reading from it.
        ArrayPool<byte>.Shared.Return(buffer);
        return fault;
    }

    private static bool IsTooLong(ServiceFault fault) =>
        fault.Is("BatchRequestTooLong") || fault.Is("AWS.SimpleQueueService.BatchRequestTooLong");

    private DeliveryOutcome OutcomeOf(Exception fault) =>
        fault switch
        {
            AmazonServiceException { StatusCode: not 0 } answer => OutcomeOf(
                ServiceFault.Of(SqsCall.Service, answer, answer is QueueDoesNotExistException ? "QueueDoesNotExist" : "")
            ),
            OperationCanceledException => new DeliveryOutcome.RetryAfter(null, "the call to SQS was given up"),
            _ => new DeliveryOutcome.RetryAfter(null, $"SQS could not be reached: {fault.Message}"),
        };

    private DeliveryOutcome OutcomeOf(ServiceFault fault)
    {
        if (fault.Is("QueueDoesNotExist") || fault.Is("AWS.SimpleQueueService.NonExistentQueue"))
        {
            // Whoever creates it anew may give it another address.
            url = null;
            return new DeliveryOutcome.Refused($"the queue {queue} does not exist: create it, or archive the subscription");
        }

        return fault.IsPassing ? new DeliveryOutcome.RetryAfter(null, fault.Why) : new DeliveryOutcome.Refused(fault.Why);
    }
}
