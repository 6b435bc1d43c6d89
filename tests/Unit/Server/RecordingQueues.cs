using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Server;

/// <summary>Queues that keep what they are sent, and fail where a test says so.</summary>
internal sealed class RecordingQueues : IDestinationFactory
{
    private readonly Channel<(string Arn, byte[] Body)> sent = Channel.CreateBounded<(string, byte[])>(10_000);

    /// <summary>What becomes of the next messages and checks; after the last, all are delivered.</summary>
    public ConcurrentQueue<DeliveryOutcome> Outcomes { get; } = new();

    public int Opened;

    /// <summary>The ARN of one that never answers.</summary>
    public string? Silent { get; set; }

    /// <summary>Is completed when the silent one is asked.</summary>
    public TaskCompletionSource SilentAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IDestination Open(DestinationAddress address)
    {
        Interlocked.Increment(ref Opened);
        return new Queue(this, address.Arn);
    }

    /// <summary>The next delivered message; waits for it.</summary>
    public async Task<(string Arn, byte[] Body)> NextAsync() =>
        await sent.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>The fields of the next message.</summary>
    public async Task<JsonElement> NextJsonAsync() => JsonSerializer.Deserialize<JsonElement>((await NextAsync()).Body);

    public bool IsEmpty => sent.Reader.Count == 0;

    private sealed class Queue(RecordingQueues owner, string arn) : IDestination
    {
        public int MessagesMax => 10;

        public ValueTask<DeliveryOutcome> CheckAsync(CancellationToken cancel) =>
            ValueTask.FromResult(owner.Outcomes.TryDequeue(out var planned) ? planned : DeliveryOutcome.Delivered.Instance);

        public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
            IReadOnlyList<OutgoingMessage> messages,
            CancellationToken cancel
        )
        {
            if (arn == owner.Silent)
            {
                owner.SilentAsked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            }

            var outcomes = new List<DeliveryOutcome>();
            foreach (var message in messages)
            {
                var outcome = owner.Outcomes.TryDequeue(out var planned) ? planned : DeliveryOutcome.Delivered.Instance;
                outcomes.Add(outcome);
                if (outcome is DeliveryOutcome.Delivered)
                {
                    owner.sent.Writer.TryWrite((arn, message.Body.ToArray())).ShouldBeTrue();
                }
            }

            return outcomes;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
