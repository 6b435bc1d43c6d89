using System.Text;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>Who sends to the deployment: events, entities, and what is asked of subscriptions. Each body is sent until it is taken.</summary>
/// <param name="servers">Those that are up; one of them is asked at a time.</param>
internal sealed class SimulatedCallers(
    SeededScheduler scheduler,
    SimulatedPlatform platform,
    SimulatedManager manager,
    SimulatedSubscribers subscribers,
    SimulatedDisk disk,
    IReadOnlyList<SimulatedServer> servers,
    List<string> violations
)
{
    private const int Callers = 3;
    private const int RedrivesMax = 10_000;
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(20);

    private readonly SimulatedProcess process = new(scheduler);
    private readonly List<(DateTimeOffset At, CellName Cell, long Count)> answered = [];
    private readonly List<Func<Task<bool>>> others = [];
    private readonly List<IReadOnlyList<string>> sending = [];
    private readonly DateTimeOffset start = scheduler.GetUtcNow();

    /// <summary>The account that may go, for which lines may be refused; null: none is.</summary>
    public ErasurePlay? Erasure { get; init; }

    public int Batches { get; private set; }

    /// <summary>How many have not come to their end.</summary>
    public int Left { get; private set; }

    /// <summary>Impressions whose batch was answered, and when.</summary>
    public IReadOnlyList<(DateTimeOffset At, CellName Cell, long Count)> Answered => answered;

    public void Begin()
    {
        Left += Callers + 1;
        _ = process.CallAsync(ManageAsync);
    }

    /// <summary>Has another caller do something once the campaigns exist; the run goes on until it is done.</summary>
    public void Add(Func<Task> act)
    {
        Left++;
        others.Add(async () =>
        {
            await act();
            Left--;
            return true;
        });
    }

    /// <summary>The queues take everything now: has what was set aside sent again until none is left.</summary>
    /// <param name="isLeft">Whether anything is left to be delivered.</param>
    public void BeginRedriving(Func<bool> isLeft) => _ = process.CallAsync(() => RedriveAllAsync(isLeft));

    /// <summary>Bodies that are not taken yet, by their lines.</summary>
    public IEnumerable<IReadOnlyList<string>> Sending => sending;

    public async Task SendUntilTakenAsync(string id, IReadOnlyList<string> lines, Func<SimulatedServer, Task<IngestOutcome>> send)
    {
        sending.Add(lines);
        while (await AnsweredAsync(send) is var outcome && !IsTaken(outcome, lines))
        {
            if (outcome is not (null or IngestOutcome.ComeAgain or IngestOutcome.NoSpace))
            {
                violations.Add($"batch {id} was answered {outcome}");
                break;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), scheduler);
        }

        sending.Remove(lines);
    }

    public Task SendEventsAsync(string id, IEnumerable<string> lines)
    {
        var body = lines.ToList();
        return SendUntilTakenAsync(id, body, server => server.SendAsync(id, Body(body)));
    }

    public static byte[] Body(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    /// <summary>
    /// Lines of an account that is erased are refused. Where they had been taken before, the batch is another one without them: what else is in
    /// it has been taken, too.
    /// </summary>
    private bool IsTaken(IngestOutcome? outcome, IReadOnlyList<string> lines)
    {
        var refused = Erasure?.Refused(lines) ?? 0;
        return outcome is IngestOutcome.Taken taken && (taken.RefusedCount == 0 || taken.RefusedCount == refused)
            || (outcome is IngestOutcome.OtherBody && refused > 0);
    }

    private async Task<bool> SendBatchesAsync(int caller)
    {
        for (var number = 0; number < 12; number++)
        {
            var lines = platform.NextBatch();
            var impressions = platform.Impressions;
            Batches++;
            var id = $"b{caller}-{number}";
            if (scheduler.Happens(0.2))
            {
                // Half of a body that nobody waits for: the caller is cut off, and sends all of it later.
                var half = Body(lines.Where(line => line.Contains("\"event_id\"", StringComparison.Ordinal)));
                _ = AnsweredAsync(server => server.SendAsync(id + "-half", half));
            }

            await SendEventsAsync(id, lines);
            answered.AddRange(impressions.Select(seen => (scheduler.GetUtcNow(), seen.Cell, seen.Count)));
            if (scheduler.Happens(0.3))
            {
                await SendEventsAsync(id, Enumerable.Reverse(lines));
            }

            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(1800)), scheduler);
        }

        Left--;
        return true;
    }

    /// <summary>Says that the campaigns exist; then events come, and changes of the campaigns, and somebody asks for snapshots.</summary>
    private async Task<bool> ManageAsync()
    {
        await UpsertAsync("first", manager.First());
        for (var caller = 0; caller < Callers; caller++)
        {
            var name = caller;
            _ = process.CallAsync(() => SendBatchesAsync(name));
        }

        others.ForEach(other => _ = process.CallAsync(other));

        for (var number = 0; number < 40; number++)
        {
            await UpsertAsync($"upsert {number}", manager.Next());
            if (number == 25)
            {
                subscribers.SubscribeLate(
                    start.AddDays(-30),
                    order =>
                    {
                        foreach (var server in servers)
                        {
                            server.Activate(order);
                        }
                    }
                );
            }

            await AskAsync();
            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(900)), scheduler);
        }

        Left--;
        return true;
    }

    private Task UpsertAsync(string id, IReadOnlyList<string> lines) =>
        SendUntilTakenAsync(id, lines, server => server.UpsertAsync(Body(lines)));

    /// <summary>At times somebody wants something sent again, or a snapshot.</summary>
    private async Task AskAsync()
    {
        if (scheduler.Happens(0.1))
        {
            subscribers.Replay(AnyOrder(), from: scheduler.GetUtcNow().AddHours(-scheduler.Next(12)));
        }

        if (scheduler.Happens(0.2))
        {
            await AnsweredAsync(server => server.RedriveAsync(AnyOrder()));
        }

        if (scheduler.Happens(0.2))
        {
            var order = AnyOrder();
            _ = subscribers.Documents.ContainsKey(order.QueueArn) && await AnsweredAsync(server => server.SnapshotAsync(order));
        }
    }

    private StandingOrder AnyOrder()
    {
        var orders = disk.Registry.Orders;
        return orders[scheduler.Next(orders.Count)];
    }

    private async Task<bool> RedriveAllAsync(Func<bool> isLeft)
    {
        for (var rounds = 0; rounds < RedrivesMax && isLeft(); rounds++)
        {
            foreach (var order in disk.Registry.Orders.Where(order => disk.Registry.DeadLetters(order.SubscriptionId).Any()))
            {
                await AnsweredAsync(server => server.RedriveAsync(order));
            }

            await Task.Delay(TimeSpan.FromMinutes(1), scheduler);
        }

        return true;
    }

    /// <summary>Asks one of the servers; the default when no answer came.</summary>
    private async Task<T?> AnsweredAsync<T>(Func<SimulatedServer, Task<T>> ask)
    {
        try
        {
            return await ask(servers[scheduler.Next(servers.Count)]).WaitAsync(AnswerWait, scheduler);
        }
        catch (TimeoutException)
        {
            return default;
        }
    }
}
