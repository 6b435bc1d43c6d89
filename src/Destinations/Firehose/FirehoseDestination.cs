using System.Buffers;
using System.Text.Json;
using Amazon.Runtime;
using Millrace.Contracts.Destinations;
using Millrace.Destinations.Aws;
using Millrace.Destinations.Firehose.Wire;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Firehose;

/// <summary>
/// One Firehose stream: raw JSON, one object a record, 500 records a call, without anything between them unless the subscription wants
/// line feeds (contract, sections 2.4 and 3).
/// </summary>
internal sealed class FirehoseDestination(FirehoseRegion region, FirehoseStreamArn stream, FirehoseAccess access) : IDestination
{
    private readonly ServiceCredentials credentials = region.CredentialsOf(access.SubscriptionRoleArn, access);

    public int MessagesMax => FirehoseLimits.RecordsPerCallMax;

    /// <summary>
    /// Assumes both roles, as the original does, and looks at the stream: it must be there, ACTIVE, and take records directly.
    /// </summary>
    public async ValueTask<DeliveryOutcome> CheckAsync(CancellationToken cancel) => (await TryAsync(cancel)).Outcome;

    /// <summary>The same, and which of these stood in the way.</summary>
    public async ValueTask<StreamLook> LookAsync(CancellationToken cancel)
    {
        var (outcome, step) = await TryAsync(cancel);
        cancel.ThrowIfCancellationRequested();
        return outcome switch
        {
            DeliveryOutcome.Refused refused => new(step, refused.Why.TrimEnd('.')),
            DeliveryOutcome.RetryAfter later => new(StreamObstacle.Unreachable, later.Why.TrimEnd('.')),
            _ => new(StreamObstacle.None, ""),
        };
    }

    private async ValueTask<(DeliveryOutcome Outcome, StreamObstacle Step)> TryAsync(CancellationToken cancel)
    {
        var step = StreamObstacle.SubscriberRole;
        try
        {
            using var subscriber = region.CredentialsOf(access.SubscriberRoleArn, access);
            await subscriber.ReadAsync(cancel);
            step = StreamObstacle.SubscriptionRole;
            await credentials.ReadAsync(cancel);
            step = StreamObstacle.Permission;
            var body = JsonSerializer.SerializeToUtf8Bytes(new { DeliveryStreamName = stream.StreamName });
            using var answer = await region.Wire.SendAsync("DescribeDeliveryStream", body, credentials, cancel);
            return answer.Fault is { } fault
                ? (OutcomeOf(fault), fault.Is("ResourceNotFound") ? StreamObstacle.Missing : step)
                : (StreamState.Judge(answer.Body, stream), StreamObstacle.Unfit);
        }
        catch (Exception fault)
        {
            return (OutcomeOf(fault), step);
        }
    }

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        var batch = new DeliveryBatch(messages, FirehoseCall.Bounds);
        for (var first = 0; first < batch.Bodies.Length; )
        {
            var end = batch.EndOfCall(first);
            try
            {
                await CallAsync(batch, first, end, cancel);
            }
            catch (Exception fault)
            {
                batch.Close(first, end, OutcomeOf(fault));
            }

            first = end;
        }

        return batch.Outcomes();
    }

    /// <summary>The connections belong to the factory.</summary>
    public ValueTask DisposeAsync()
    {
        credentials.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask CallAsync(DeliveryBatch batch, int first, int end, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PutBody.BytesMax(batch, first, end));
        var length = PutBody.Write(buffer, stream.StreamName, batch, first, end, access.EndsRecordsWithNewline);
        if (length > 0)
        {
            using var answer = await region.Wire.SendAsync("PutRecordBatch", buffer.AsMemory(0, length), credentials, cancel);
            if (answer.Fault is { } fault)
            {
                batch.Close(first, end, OutcomeOf(fault));
            }
            else
            {
                PutAnswer.Read(answer.Body, batch, first, end);
            }
        }

        // Not after an exception: the connection could still be reading from it.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private DeliveryOutcome OutcomeOf(Exception fault) =>
        fault switch
        {
            // Calls of Firehose answer faults without throwing, so this is STS.
            AmazonServiceException { StatusCode: not 0 } answer => OutcomeOf(ServiceFault.Of("STS", answer)),
            OperationCanceledException => new DeliveryOutcome.RetryAfter(null, "the call to Firehose was given up"),
            _ => new DeliveryOutcome.RetryAfter(null, $"Firehose could not be reached: {fault.Message}"),
        };

    /// <summary>Credentials that have ended are ours: subscribers can repair nothing about them.</summary>
    private DeliveryOutcome OutcomeOf(ServiceFault fault) =>
        fault.IsPassing || fault.IsAboutExpiry || fault.Is("ResourceInUse") ? new DeliveryOutcome.RetryAfter(null, fault.Why)
        : fault.Is("ResourceNotFound")
            ? new DeliveryOutcome.Refused($"the stream {stream} does not exist: create it, or archive the subscription")
        : new DeliveryOutcome.Refused(fault.Why);
}
