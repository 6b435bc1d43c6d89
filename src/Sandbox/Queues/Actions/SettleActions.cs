using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>Deletes of received messages and changes of how long they stay hidden, one by one and in batches.</summary>
internal sealed class SettleActions(ActionContext context)
{
    private const int VisibilitySecondsMax = 43_200;

    private delegate QueueError? Settle(StoreTurn turn, QueueRow queue, JsonObject fields);

    public Task<JsonObject> DeleteAsync(QueueCall call, CancellationToken cancellation) => OneAsync(call, Delete, cancellation);

    public Task<JsonObject> DeleteBatchAsync(QueueCall call, CancellationToken cancellation) =>
        BatchAsync(call, Delete, cancellation);

    public Task<JsonObject> ChangeVisibilityAsync(QueueCall call, CancellationToken cancellation) =>
        OneAsync(call, ChangeVisibility, cancellation);

    public Task<JsonObject> ChangeVisibilityBatchAsync(QueueCall call, CancellationToken cancellation) =>
        BatchAsync(call, ChangeVisibility, cancellation);

    private static QueueError? Delete(StoreTurn turn, QueueRow queue, JsonObject fields)
    {
        turn.Delete(queue, ReceiptHandle.Read(fields.Need("ReceiptHandle"), queue));
        return null;
    }

    private static QueueError? ChangeVisibility(StoreTurn turn, QueueRow queue, JsonObject fields)
    {
        var receipt = ReceiptHandle.Read(fields.Need("ReceiptHandle"), queue);
        var seconds =
            fields.Whole("VisibilityTimeout", 0, VisibilitySecondsMax) ?? throw QueueError.MissingParameter("VisibilityTimeout");
        return turn.ChangeVisibility(queue, receipt, seconds * 1_000L) ? null : QueueError.MessageNotInflight();
    }

    private async Task<JsonObject> OneAsync(QueueCall call, Settle settle, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var error = await context.Store.DoAsync(turn => settle(turn, turn.Need(call.Region, name), call.Body), cancellation);
        context.Signals.Raise(call.Region, name);
        return error is null ? [] : throw error;
    }

    private async Task<JsonObject> BatchAsync(QueueCall call, Settle settle, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var batch = Batch.Read(call);
        await context.Store.DoAsync(
            turn =>
            {
                var queue = turn.Need(call.Region, name);
                foreach (var (id, fields) in batch.Entries)
                {
                    SettleEntry(turn, queue, batch, id, fields, settle);
                }

                return true;
            },
            cancellation
        );
        context.Signals.Raise(call.Region, name);
        return batch.Answer;
    }

    private static void SettleEntry(StoreTurn turn, QueueRow queue, Batch batch, string id, JsonObject fields, Settle settle)
    {
        try
        {
            if (settle(turn, queue, fields) is { } error)
            {
                batch.Fail(id, error);
            }
            else
            {
                batch.Succeed(id);
            }
        }
        catch (QueueError error)
        {
            batch.Fail(id, error);
        }
    }
}
