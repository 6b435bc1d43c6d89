using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary><c>SendMessage</c> and <c>SendMessageBatch</c>.</summary>
internal sealed class SendActions(ActionContext context)
{
    public async Task<JsonObject> SendAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var message = OutgoingMessage.Read(call.Body);
        if (message.TooLong(context.Options.MessageBytesMax) is { } error)
        {
            throw error;
        }

        var answer = await context.Store.DoAsync(
            turn =>
            {
                var queue = turn.Need(call.Region, name);
                turn.NeedRoom(1);
                return
                    (context.Admission.Send(call, queue, message.Body) ?? message.TooLong(queue.Whole("MaximumMessageSize")))
                        is { } refused
                    ? throw refused
                    : message.Answer(Put(turn, queue, message));
            },
            cancellation
        );
        context.Signals.Raise(call.Region, name);
        return answer;
    }

    public async Task<JsonObject> SendBatchAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var batch = Batch.Read(call);
        var messages = batch.Entries.Select(entry => (entry.Id, Outcome: Read(entry.Fields))).ToList();
        var bytes = messages.Sum(entry => entry.Outcome.Message?.Bytes ?? 0);
        if (bytes > context.Options.MessageBytesMax)
        {
            throw QueueError.BatchRequestTooLong(bytes, context.Options.MessageBytesMax);
        }

        await context.Store.DoAsync(
            turn =>
            {
                var queue = turn.Need(call.Region, name);
                turn.NeedRoom(messages.Count);
                var denials = messages
                    .Select(entry => entry.Outcome.Message is { } sent ? context.Admission.Send(call, queue, sent.Body) : null)
                    .ToList();
                if (denials.TrueForAll(denial => denial is not null))
                {
                    throw denials[0]!;
                }

                foreach (var ((id, (message, unreadable)), denied) in messages.Zip(denials))
                {
                    var error = unreadable ?? denied ?? message!.TooLong(queue.Whole("MaximumMessageSize"));
                    if (error is null && context.Faults.FailsEntry(name))
                    {
                        error = QueueError.InternalFailure();
                    }

                    if (error is null)
                    {
                        batch.Succeed(id, message!.Answer(Put(turn, queue, message)));
                    }
                    else
                    {
                        batch.Fail(id, error);
                    }
                }

                return true;
            },
            cancellation
        );
        context.Signals.Raise(call.Region, name);
        return batch.Answer;
    }

    private static (OutgoingMessage? Message, QueueError? Error) Read(JsonObject fields)
    {
        try
        {
            return (OutgoingMessage.Read(fields), null);
        }
        catch (QueueError error)
        {
            return (null, error);
        }
    }

    private string Put(StoreTurn turn, QueueRow queue, OutgoingMessage message)
    {
        var id = RandomIds.Next();
        var delay = (message.DelaySeconds ?? queue.Whole("DelaySeconds")) + context.Faults.DelaySeconds(queue.Name);
        var copies = context.Faults.Duplicates(queue.Name) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            turn.Add(queue, id, message.Body, message.Attributes, message.Trace, delay * 1_000L);
        }

        return id;
    }
}
