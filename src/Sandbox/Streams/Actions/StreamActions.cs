using System.Text.RegularExpressions;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.Streams.Delivery;
using Millrace.Sandbox.Streams.Store;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Sandbox.Streams.Actions;

/// <summary>CreateDeliveryStream, DescribeDeliveryStream, ListDeliveryStreams, DeleteDeliveryStream.</summary>
internal sealed partial class StreamActions(StandInServices services, StreamDelivery delivery)
{
    private const int NamesMax = 10_000;
    private const int NamesUsual = 10;

    public Task<object> CreateAsync(StreamCall call) => CreateAsync(call.Read<CreateStreamCall>(), call.Region, call.Cancel);

    public async Task<object> CreateAsync(CreateStreamCall wanted, string region, CancellationToken cancel)
    {
        if (!NameForm().IsMatch(wanted.DeliveryStreamName))
        {
            throw StreamError.Validation("'deliveryStreamName' failed to satisfy constraint: 1 to 64 of [a-zA-Z0-9_.-]");
        }

        if (wanted.DeliveryStreamType is not (null or "DirectPut"))
        {
            throw StreamError.Invalid($"DeliveryStreamType is {wanted.DeliveryStreamType}: the stand-in has DirectPut only.");
        }

        var settings = StreamSettings.Of(wanted);
        var created = await services.Store.DoAsync(
            turn =>
            {
                if (turn.Streams.Find(region, wanted.DeliveryStreamName) is not null)
                {
                    throw StreamError.InUse(wanted.DeliveryStreamName, services.AccountId);
                }

                turn.Streams.Create(region, wanted.DeliveryStreamName, settings, turn.NowMs);
                return turn.Streams.Find(region, wanted.DeliveryStreamName)!;
            },
            cancel
        );
        return new { DeliveryStreamARN = created.Arn(services.AccountId) };
    }

    public async Task<object> DescribeAsync(StreamCall call)
    {
        var name = call.Read<NamedCall>().DeliveryStreamName;
        var stream = await services.Store.DoAsync(
            turn => turn.Streams.Find(call.Region, name) ?? throw StreamError.NotFound(name, services.AccountId),
            call.Cancel
        );
        return new { DeliveryStreamDescription = StreamDescription.Of(stream, services.AccountId) };
    }

    public async Task<object> ListAsync(StreamCall call)
    {
        var asked = call.Read<ListCall>();
        var max = asked.Limit ?? NamesUsual;
        if (max is < 1 or > NamesMax)
        {
            throw StreamError.Validation($"Value '{max}' at 'limit' failed to satisfy constraint: give 1 to {NamesMax}");
        }

        var names = asked.DeliveryStreamType is null or "DirectPut"
            ? await services.Store.DoAsync(
                turn => turn.Streams.Names(call.Region, asked.ExclusiveStartDeliveryStreamName ?? "", max + 1),
                call.Cancel
            )
            : [];
        return new { DeliveryStreamNames = names.Take(max), HasMoreDeliveryStreams = names.Count > max };
    }

    /// <summary>What still waits is delivered first.</summary>
    public async Task<object> DeleteAsync(StreamCall call)
    {
        var name = call.Read<NamedCall>().DeliveryStreamName;
        await services.Store.DoAsync(
            turn =>
            {
                var stream = turn.Streams.Find(call.Region, name) ?? throw StreamError.NotFound(name, services.AccountId);
                delivery.DeliverAll(turn, stream);
                turn.Streams.Delete(stream);
                return true;
            },
            call.Cancel
        );
        return new { };
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_.-]{1,64}\z")]
    private static partial Regex NameForm();

    private sealed record NamedCall(string DeliveryStreamName);

    private sealed record ListCall(
        int? Limit = null,
        string? DeliveryStreamType = null,
        string? ExclusiveStartDeliveryStreamName = null
    );
}
