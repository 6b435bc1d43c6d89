using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.Streams.Actions;
using Millrace.Sandbox.Streams.Delivery;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Sandbox.Streams;

/// <summary>A stand-in for Firehose: streams of the kind "Direct PUT" whose records become objects in the stand-in for S3.</summary>
internal sealed class StreamStandIn : IStandIn, IAsyncDisposable
{
    private readonly StandInServices services;
    private readonly ServiceFaults faults;
    private readonly DeliveryClock clock;
    private readonly StreamActions streams;
    private readonly FrozenDictionary<string, Func<StreamCall, Task<object>>> actions;

    public StreamStandIn(StandInServices services)
    {
        this.services = services;
        faults = services.Faults.Of("firehose");
        var delivery = new StreamDelivery(faults);
        clock = new DeliveryClock(services, delivery);
        streams = new StreamActions(services, delivery);
        var records = new RecordActions(services, faults, delivery, clock);
        actions = new Dictionary<string, Func<StreamCall, Task<object>>>(StringComparer.Ordinal)
        {
            ["CreateDeliveryStream"] = streams.CreateAsync,
            ["DescribeDeliveryStream"] = streams.DescribeAsync,
            ["ListDeliveryStreams"] = streams.ListAsync,
            ["DeleteDeliveryStream"] = streams.DeleteAsync,
            ["PutRecord"] = records.PutAsync,
            ["PutRecordBatch"] = records.PutBatchAsync,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Makes a stream; one that is there stays as it is.</summary>
    public async Task CreateAsync(CreateStreamCall wanted, string region, CancellationToken cancel)
    {
        try
        {
            await streams.CreateAsync(wanted, region, cancel);
        }
        catch (StreamError error) when (error.Type == "ResourceInUseException")
        {
            // As it should be.
        }
    }

    public async Task AnswerAsync(HttpContext http, Caller caller)
    {
        try
        {
            var call = await StreamCall.ReadAsync(http, caller.Scope.Region);
            var action =
                actions.GetValueOrDefault(call.Action)
                ?? throw StreamError.UnknownOperation(call.Action.Length <= 80 ? call.Action : call.Action[..80]);
            var name = call.Read<AnyCall>().DeliveryStreamName ?? "";
            await ServiceFaults.RunAsync(
                caller.Fault == CallFault.None ? faults.OfCall(name) : caller.Fault,
                http,
                async () =>
                {
                    var answer = await action(call);
                    return () => StreamAnswer.WriteAsync(http, answer);
                },
                StreamError.Of,
                services.WallTime,
                services.Closing
            );
        }
        catch (StreamError error)
        {
            await StreamAnswer.WriteAsync(http, error);
        }
        catch (Exception error) when (services.IsOurs(error, http))
        {
            await StreamAnswer.WriteAsync(http, StreamError.InternalFailure());
        }
    }

    public ValueTask DisposeAsync() => clock.DisposeAsync();

    /// <summary>What all actions may name.</summary>
    private sealed record AnyCall(string? DeliveryStreamName = null);
}
