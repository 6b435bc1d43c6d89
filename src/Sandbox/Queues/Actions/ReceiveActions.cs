using System.Globalization;
using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary><c>ReceiveMessage</c>, with waiting for messages.</summary>
internal sealed class ReceiveActions(ActionContext context)
{
    private const int MessagesMax = 10;
    private const int WaitSecondsMax = 20;
    private const int VisibilitySecondsMax = 43_200;

    public async Task<JsonObject> ReceiveAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var max = call.Body.Whole("MaxNumberOfMessages", 1, MessagesMax) ?? 1;
        var visibility = call.Body.Whole("VisibilityTimeout", 0, VisibilitySecondsMax);
        var wait = call.Body.Whole("WaitTimeSeconds", 0, WaitSecondsMax);
        var shape = new AskedShape(
            [.. call.Body.Texts("AttributeNames"), .. call.Body.Texts("MessageSystemAttributeNames")],
            call.Body.Texts("MessageAttributeNames")
        );

        var began = context.WallTime.GetTimestamp();
        Task? signal = null;
        while (true)
        {
            var look = await context.Store.DoAsync(turn => Look(turn, call.Region, name, max, visibility), cancellation);
            if (look.Received.MovedTo is { } deadLetters)
            {
                context.Signals.Raise(deadLetters.Region, deadLetters.Name);
            }

            var left = TimeSpan.FromSeconds(wait ?? look.WaitSeconds) - context.WallTime.GetElapsedTime(began);
            if (look.Received.Messages.Count > 0 || left <= TimeSpan.Zero || context.Closing.IsCancellationRequested)
            {
                return Answer(look, shape);
            }

            if (signal is not null)
            {
                await PauseAsync(signal, left < look.UntilVisible ? left : look.UntilVisible, cancellation);
            }

            // The signal is taken before the next look, so that a message sent in between is seen by one of the two.
            signal = context.Signals.Next(call.Region, name);
        }
    }

    private Seen Look(StoreTurn turn, string region, string name, int max, int? visibility)
    {
        var queue = turn.Need(region, name);
        var received = turn.Receive(
            queue,
            context.Options.AccountId,
            max,
            (visibility ?? queue.Whole("VisibilityTimeout")) * 1_000L,
            context.Faults.Order(name)
        );
        var until = received.Messages.Count == 0 ? turn.NextVisibleMs(queue) - turn.NowMs : null;
        return new(
            queue,
            received,
            queue.Whole("ReceiveMessageWaitTimeSeconds"),
            until is { } ms ? TimeSpan.FromMilliseconds(Math.Max(1, ms)) : TimeSpan.MaxValue
        );
    }

    private async Task PauseAsync(Task signal, TimeSpan longest, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, context.Closing);
        await Task.WhenAny(signal, Task.Delay(longest, context.WallTime, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private JsonObject Answer(Seen seen, AskedShape shape)
    {
        if (seen.Received.Messages.Count == 0)
        {
            return [];
        }

        var messages = seen.Received.Messages.Select(row => (JsonNode?)Message(seen.Queue, row, shape));
        return new() { ["Messages"] = new JsonArray([.. messages]) };
    }

    private JsonObject Message(QueueRow queue, MessageRow row, AskedShape shape)
    {
        var message = new JsonObject
        {
            ["MessageId"] = row.MessageId,
            ["ReceiptHandle"] = new ReceiptHandle(queue.Id, row.Id, row.Receives).ToString(),
            ["MD5OfBody"] = Digest.Of(row.Body),
            ["Body"] = row.Body,
        };
        var system = new JsonObject();
        foreach (var (name, value) in System(row))
        {
            if (value is not null && (shape.System.Contains("All") || shape.System.Contains(name)))
            {
                system[name] = value;
            }
        }

        if (system.Count > 0)
        {
            message["Attributes"] = system;
        }

        if (MessageAttributes.Picked(row.Attributes, shape.User) is { } picked)
        {
            message["MD5OfMessageAttributes"] = Digest.Of(picked);
            message["MessageAttributes"] = picked;
        }

        return message;
    }

    private IEnumerable<(string Name, string? Value)> System(MessageRow row) =>
        [
            ("SenderId", context.Options.AccountId),
            ("SentTimestamp", Text(row.SentMs)),
            ("ApproximateReceiveCount", Text(row.Receives)),
            ("ApproximateFirstReceiveTimestamp", Text(row.FirstReceivedMs ?? row.SentMs)),
            ("AWSTraceHeader", row.Trace),
            ("DeadLetterQueueSourceArn", row.DeadLetterSource),
        ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record AskedShape(List<string> System, List<string> User);

    private sealed record Seen(QueueRow Queue, Received Received, int WaitSeconds, TimeSpan UntilVisible);
}
