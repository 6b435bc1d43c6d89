using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Replays;
using Millrace.Unit.Runtime.Pumps;

namespace Millrace.Unit.Runtime.Replays;

/// <summary>Replays whose destinations hold them up keep no others waiting.</summary>
public sealed class ReplayBulkheadTests : IReplayStore, IDestinationFactory
{
    private static readonly ReplayOptions Options = new();
    private readonly FakeTimeProvider time = new();
    private readonly StepByStep steps = new();
    private readonly BacklogLedger ledger;
    private readonly Dictionary<string, Replay> replays = [];
    private readonly Dictionary<string, BulkheadRig.Answer> answers = [];
    private readonly HashSet<string> called = [];

    public ReplayBulkheadTests() => ledger = new(time);

    public static TheoryData<string> HeldUp => ["throttles", "never answers", "slow"];

    [Theory]
    [MemberData(nameof(HeldUp))]
    public async Task As_many_as_run_at_a_time_are_held_up_and_the_next_is_sent_all_the_same(string how)
    {
        for (var number = 0; number < Options.AtOnceMax; number++)
        {
            Ask(
                $"bad{number}",
                how switch
                {
                    "throttles" => BulkheadRig.Throttles,
                    "slow" => BulkheadRig.Takes(10_000),
                    _ => BulkheadRig.NeverAnswers,
                }
            );
        }

        Ask("good", BulkheadRig.Takes(10));
        await PlayAsync(TimeSpan.FromMinutes(1));

        replays["good"].Status.ShouldBe(ReplayStatus.Completed);
        replays["good"].Sent.ShouldBe(BacklogLedger.RowsPerBlock);
        replays["bad0"].Status.ShouldBe(ReplayStatus.Running);
    }

    [Fact]
    public async Task Of_those_that_are_not_held_up_no_more_run_than_may()
    {
        for (var number = 0; number <= Options.AtOnceMax; number++)
        {
            Ask($"good{number}", BulkheadRig.Takes(100));
        }

        await PlayAsync(TimeSpan.FromMilliseconds(500));

        called.Count.ShouldBe(Options.AtOnceMax);
    }

    public ValueTask<IReadOnlyList<DueReplay>> ReadDueReplaysAsync(CancellationToken cancel) =>
        new([
            .. replays
                .Values.Where(replay => replay.IsOpen)
                .Select(replay => new DueReplay(replay, OrderOf(replay.SubscriptionId))),
        ]);

    public ValueTask<bool> SaveReplayAsync(Replay replay, CancellationToken cancel)
    {
        replays[replay.SubscriptionId] = replay;
        return new(true);
    }

    public IDestination Open(DestinationAddress address) => new Queue(this, address.Arn);

    public ValueTask<bool> AddReplayAsync(Replay replay, int openMax, int endedMax, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Replay>> ReadReplaysAsync(string subscriptionId, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<bool> CancelReplayAsync(string subscriptionId, string id, DateTimeOffset now, CancellationToken cancel) =>
        throw new NotSupportedException();

    private static StandingOrder OrderOf(string subscription) =>
        new(subscription, new StreamId(1, "sp-traffic"), subscription, default);

    private void Ask(string subscription, BulkheadRig.Answer answer)
    {
        answers.Add(subscription, answer);
        var now = time.GetUtcNow();
        replays.Add(
            subscription,
            new Replay("r", subscription, DateTimeOffset.MinValue.AddYears(1), null, ReplayStatus.Waiting, now, now)
            {
                Through = 1,
            }
        );
    }

    private async Task PlayAsync(TimeSpan duration)
    {
        ledger.Publish(new StreamId(1, "sp-traffic"), 1);
        var pumps = new PumpServices(new PumpOptions(), ledger, null!, this, time, () => 0.5, (_, _) => { });
        var room = steps.Do(() => new ReplayRoom(new ReplayServices(Options, this, pumps)));
        for (var passed = TimeSpan.Zero; passed < duration; passed += TimeSpan.FromMilliseconds(10))
        {
            steps.Do(() => time.Advance(TimeSpan.FromMilliseconds(10)));
        }

        await steps.Do(() => room.DisposeAsync());
    }

    private sealed class Queue(ReplayBulkheadTests owner, string name) : IDestination
    {
        public int MessagesMax => 10;

        public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
            IReadOnlyList<OutgoingMessage> messages,
            CancellationToken cancel
        )
        {
            owner.called.Add(name);
            var outcome = await owner.answers[name](0, owner.time, cancel);
            return [.. messages.Select(_ => outcome)];
        }

        public ValueTask DisposeAsync() => default;
    }
}
