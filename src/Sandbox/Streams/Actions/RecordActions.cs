using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Store;
using Millrace.Sandbox.StandIns.Wire;
using Millrace.Sandbox.Streams.Delivery;
using Millrace.Sandbox.Streams.Store;
using Millrace.Sandbox.Streams.Wire;

namespace Millrace.Sandbox.Streams.Actions;

/// <summary>PutRecord and PutRecordBatch.</summary>
internal sealed class RecordActions(StandInServices services, ServiceFaults faults, StreamDelivery delivery, DeliveryClock clock)
{
    public async Task<object> PutAsync(StreamCall call)
    {
        var given = call.Read<OneCall>();
        var ids = await TakeAsync(call, given.DeliveryStreamName, [given.Record.Data]);
        return ids[0] is { } id
            ? new { RecordId = id, Encrypted = false }
            : throw new StreamError(503, StreamError.Unavailable, "Slow down.");
    }

    public async Task<object> PutBatchAsync(StreamCall call)
    {
        var given = call.Read<BatchCall>();
        if (given.Records.Count is 0 or > StreamLimits.RecordsPerCallMax)
        {
            throw StreamError.Validation(
                $"Value at 'records' failed to satisfy constraint: 1 to {StreamLimits.RecordsPerCallMax} records, not {given.Records.Count}"
            );
        }

        var ids = await TakeAsync(
            call,
            given.DeliveryStreamName,
            [.. given.Records.Select(record => record?.Data ?? throw StreamError.Malformed("A record is null."))]
        );
        return new
        {
            FailedPutCount = ids.Count(id => id is null),
            Encrypted = false,
            RequestResponses = ids.Select(id =>
                id is null
                    ? (object)new { ErrorCode = StreamError.Unavailable, ErrorMessage = "Slow down." }
                    : new { RecordId = id }
            ),
        };
    }

    /// <returns>The id of each record that was taken, null for one that failed.</returns>
    private async Task<List<string?>> TakeAsync(StreamCall call, string name, List<byte[]> records)
    {
        Check(records);
        var ids = await services.Store.DoAsync(
            turn =>
            {
                var stream = turn.Streams.Find(call.Region, name) ?? throw StreamError.NotFound(name, services.AccountId);
                turn.Streams.NeedRoom(records.Sum(record => (long)record.Length));
                var taken = records.ConvertAll(record => Take(turn, stream, record));
                delivery.DeliverFull(turn, stream);
                return taken;
            },
            call.Cancel
        );
        clock.Wake();
        return ids;
    }

    private string? Take(StandInTurn turn, StreamRow stream, byte[] record)
    {
        if (faults.FailsEntry(stream.Name))
        {
            return null;
        }

        var due = turn.NowMs + ((stream.Settings.BufferSeconds + faults.DelaySeconds(stream.Name)) * 1_000L);
        var copies = faults.Duplicates(stream.Name) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            turn.Streams.Add(stream, record, turn.NowMs, due);
        }

        return RandomIds.Next();
    }

    private static void Check(List<byte[]> records)
    {
        if (records.FindIndex(record => record.Length > StreamLimits.RecordBytesMax) is var large and >= 0)
        {
            throw StreamError.Validation(
                $"Value at 'records.{large + 1}.member.data' failed to satisfy constraint: at most {StreamLimits.RecordBytesMax} bytes"
            );
        }

        if (records.Sum(record => (long)record.Length) > StreamLimits.BytesPerCallMax)
        {
            throw StreamError.Invalid($"Records size exceeds {StreamLimits.BytesPerCallMax} bytes: split the call.");
        }
    }

    private sealed record RecordCall(byte[] Data);

    private sealed record OneCall(string DeliveryStreamName, RecordCall Record);

    private sealed record BatchCall(string DeliveryStreamName, IReadOnlyList<RecordCall?> Records);
}
