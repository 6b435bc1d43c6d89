using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Simulation;

/// <summary>
/// A deployment in one process: callers, engine, ledger, pumps, queues and landings on the seeded scheduler, with kills
/// between any two steps, a second server that believes it is the only one, and disks and queues that fail. At the end the
/// faults stop, what is left is delivered, and what landed is held against what was sent.
/// </summary>
public sealed class Deployment : IDestinationFactory
{
    private const int Accounts = 5;
    private const int Partitions = 3;
    private const int Callers = 3;
    private static readonly string[] Messages = ["campaigns", "budget-usage"];
    private const int RedrivesMax = 10_000;
    private const long StepsMax = 3_000_000;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 7, 0, TimeSpan.Zero);
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(20);

    private readonly int seed;
    private readonly SeededScheduler scheduler;
    private readonly SimulationFaults faults;
    private readonly SimulatedDisk disk;
    private readonly SimulatedAccounts accounts = new(Accounts);
    private readonly SimulatedPlatform platform;
    private readonly SimulatedManager manager;
    private readonly Dictionary<string, LyingQueue> queues = [];
    private readonly Dictionary<string, RecordLanding> records = [];
    private readonly Dictionary<string, DocumentLanding> documents = [];
    private readonly List<string> violations = [];
    private readonly List<SimulatedServer> servers = [];
    private readonly PublicationPolicies policies;

    // Impressions whose batch was answered, and when.
    private readonly List<(DateTimeOffset At, CellName Cell, long Count)> answered = [];
    private int batches;
    private int kills;
    private int callersLeft;
    private int told;

    private Deployment(int seed)
    {
        this.seed = seed;
        scheduler = new SeededScheduler(seed, Start);
        faults = new SimulationFaults(scheduler);
        platform = new SimulatedPlatform(scheduler, Accounts);
        manager = new SimulatedManager(scheduler, Accounts);
        var incarnation = new byte[16];
        new Random(seed).NextBytes(incarnation);
        disk = new SimulatedDisk(new Guid(incarnation), Partitions);

        var cadence = new[] { TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3) }[scheduler.Next(3)];
        policies = PublicationPolicies.Default.With(
            Datasets.SpTraffic,
            PublicationPolicies.Default[Datasets.SpTraffic] with
            {
                Cadence = cadence,
            }
        );

        // Every account has a queue, and the first a second one, whose subscription does not ask to be told of freshness.
        for (var number = 0; number <= Accounts; number++)
        {
            var arn = $"arn:aws:sqs:us-east-1:000000000000:q{number}";
            var stream = new StreamId(number % Accounts, Datasets.SpTraffic.Id);
            var order = new StandingOrder($"sub{number}", stream, arn, default)
            {
                ToldThrough = number < Accounts ? StandingOrder.NothingTold : null,
            };
            var landing = new RecordLanding();
            landing.Told = fresh => JudgeFreshness(order, landing, fresh);
            records.Add(arn, landing);
            Subscribe(order, landing);
        }

        for (var number = 0; number < Accounts * Messages.Length; number++)
        {
            var arn = $"arn:aws:sqs:us-east-1:000000000000:m{number}";
            var stream = new StreamId(number % Accounts, Messages[number / Accounts]);
            documents.Add(arn, new DocumentLanding());
            Subscribe(
                new StandingOrder($"sub-m{number}", stream, arn, default) { WantsChanges = number % 2 == 0 },
                documents[arn]
            );
        }
    }

    /// <summary>Plays one seed to its end.</summary>
    public static SimulationReport Run(int seed) => new Deployment(seed).Play();

    private void Subscribe(StandingOrder order, ISimulatedLanding landing)
    {
        queues.Add(order.QueueArn, new LyingQueue(scheduler, faults, landing));
        disk.Subscribe(order);
    }

    IDestination IDestinationFactory.Open(DestinationAddress address) => queues[address.Arn];

    private SimulationReport Play()
    {
        var callers = new SimulatedProcess(scheduler);
        callersLeft = Callers + 1;
        _ = callers.CallAsync(() => ManageAsync(callers));
        servers.Add(NewServer());
        var steps = 0L;
        var settled = DateTimeOffset.MaxValue;
        while (scheduler.GetUtcNow() < settled || !IsQuiet())
        {
            if (++steps > StepsMax)
            {
                violations.Add($"the run did not come to an end in {StepsMax} steps");
                break;
            }

            if (callersLeft == 0 && !faults.AreOver)
            {
                // All is answered: from here on nothing fails, and the last hours are published.
                faults.AreOver = true;
                servers.ForEach(server => server.Process.Kill());
                _ = callers.CallAsync(RedriveAllAsync);
                settled = scheduler.GetUtcNow() + policies[Datasets.SpTraffic].LongestWait + TimeSpan.FromHours(2);
            }

            scheduler.Step();
            KeepServing();
            Land();
        }

        Judge(settled);
        return new(
            seed,
            steps,
            batches,
            kills,
            disk.Fenced,
            faults.DiskFailures,
            faults.QueueFailures,
            faults.FullWrites,
            queues.Values.Sum(queue => queue.Landing.Landed),
            queues.Values.Sum(queue => queue.Landing.Redelivered),
            documents.Values.Sum(landing => landing.Landed),
            told,
            disk.Replays.Sum(replay => replay.Sent),
            disk.SetAside,
            violations
        );
    }

    private SimulatedServer NewServer() =>
        new(scheduler, disk, faults, new ToldOnce(this, violations), accounts, policies, SimulatedSizes.Tiny, (_, _) => { });

    private bool IsQuiet() =>
        queues.Values.All(queue => queue.IsEmpty)
        && disk.DueReplays.Count == 0
        && !disk.HasDeadLetters
        && disk.Orders.All(order => order.Cursor.Publication > disk.LastPublication(order.Stream));

    private void KeepServing()
    {
        if (faults.Kills())
        {
            // At times the old one is not killed before the new one starts: both believe that they own the partitions.
            if (scheduler.Happens(0.8))
            {
                servers[^1].Process.Kill();
                kills++;
            }

            servers.Add(NewServer());
        }

        servers.RemoveAll(server => !server.Process.IsAlive);
        if (servers.Count == 0)
        {
            servers.Add(NewServer());
        }
        else if (servers.Count > 2)
        {
            servers[0].Process.Kill();
            kills++;
        }
    }

    private void Land()
    {
        foreach (var queue in queues.Values)
        {
            if (!queue.IsEmpty && scheduler.Happens(0.3))
            {
                queue.LandOne();
            }
        }
    }

    private async Task<bool> SendBatchesAsync(int caller)
    {
        for (var number = 0; number < 12; number++)
        {
            var lines = platform.NextBatch();
            var impressions = platform.Impressions;
            batches++;
            var id = $"b{caller}-{number}";
            if (scheduler.Happens(0.2))
            {
                // Half of a body that nobody waits for: the caller is cut off, and sends all of it later.
                _ = TrySendAsync(id + "-half", lines.Where(line => line.Contains("\"event_id\"", StringComparison.Ordinal)));
            }

            await SendUntilTakenAsync(id, lines);
            answered.AddRange(impressions.Select(seen => (scheduler.GetUtcNow(), seen.Cell, seen.Count)));
            if (scheduler.Happens(0.3))
            {
                await SendUntilTakenAsync(id, Enumerable.Reverse(lines));
            }

            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(1800)), scheduler);
        }

        callersLeft--;
        return true;
    }

    /// <summary>Says that the campaigns exist; then events come, and changes of the campaigns, and somebody asks for snapshots.</summary>
    private async Task<bool> ManageAsync(SimulatedProcess callers)
    {
        var first = manager.First();
        await SendUntilTakenAsync("first", server => UpsertAsync(server, first));
        for (var caller = 0; caller < Callers; caller++)
        {
            var name = caller;
            _ = callers.CallAsync(() => SendBatchesAsync(name));
        }

        for (var number = 0; number < 40; number++)
        {
            var lines = manager.Next();
            await SendUntilTakenAsync($"upsert {number}", server => UpsertAsync(server, lines));
            if (number == 25)
            {
                SubscribeLate();
            }

            if (scheduler.Happens(0.1))
            {
                Replay(disk.Orders[scheduler.Next(disk.Orders.Count)], from: scheduler.GetUtcNow().AddHours(-scheduler.Next(12)));
            }

            if (scheduler.Happens(0.2))
            {
                await AnsweredAsync(server => server.RedriveAsync(disk.Orders[scheduler.Next(disk.Orders.Count)]));
            }

            if (scheduler.Happens(0.2))
            {
                var order = disk.Orders[scheduler.Next(disk.Orders.Count)];
                _ = documents.ContainsKey(order.QueueArn) && await AnsweredAsync(server => server.SnapshotAsync(order));
            }

            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(900)), scheduler);
        }

        callersLeft--;
        return true;
    }

    /// <summary>The queues take everything now: has what was set aside sent again until none is left.</summary>
    private async Task<bool> RedriveAllAsync()
    {
        for (var rounds = 0; rounds < RedrivesMax && (disk.HasDeadLetters || !IsQuiet()); rounds++)
        {
            foreach (var order in disk.Orders.Where(order => disk.DeadLetters(order.SubscriptionId).Any()))
            {
                await AnsweredAsync(server => server.RedriveAsync(order));
            }

            await Task.Delay(TimeSpan.FromMinutes(1), scheduler);
        }

        return true;
    }

    /// <summary>
    /// New subscriptions to streams that are long under way, each with a backfill of all that was before: in the end they have what the
    /// others have.
    /// </summary>
    private void SubscribeLate()
    {
        foreach (var order in disk.Orders)
        {
            var arn = $"{order.QueueArn}-late";
            var cursor = StreamCursor.After(disk.LastPublication(order.Stream));
            var late = order with
            {
                SubscriptionId = $"{order.SubscriptionId}-late",
                QueueArn = arn,
                Cursor = cursor,
                ToldThrough = null,
            };
            ISimulatedLanding landing = documents.ContainsKey(order.QueueArn)
                ? documents[arn] = new DocumentLanding()
                : records[arn] = new RecordLanding();
            Subscribe(late, landing);
            Replay(late, from: Start.AddDays(-30));
        }
    }

    private void Replay(StandingOrder order, DateTimeOffset from)
    {
        var now = scheduler.GetUtcNow();
        disk.Add(
            new Replay($"r{disk.Replays.Count()}", order.SubscriptionId, from, null, ReplayStatus.Waiting, now, now)
            {
                Through = disk.LastPublication(order.Stream),
            }
        );
    }

    private Task SendUntilTakenAsync(string id, IEnumerable<string> lines)
    {
        var body = lines.ToList();
        return SendUntilTakenAsync(id, server => server.SendAsync(id, Body(body)));
    }

    private async Task SendUntilTakenAsync(string id, Func<SimulatedServer, Task<IngestOutcome>> send)
    {
        while (await AnsweredAsync(send) is var outcome && outcome is not IngestOutcome.Taken { RefusedCount: 0 })
        {
            if (outcome is not (null or IngestOutcome.ComeAgain or IngestOutcome.NoSpace))
            {
                violations.Add($"batch {id} was answered {outcome}");
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), scheduler);
        }
    }

    private Task<IngestOutcome?> TrySendAsync(string id, IEnumerable<string> lines)
    {
        var body = Body(lines);
        return AnsweredAsync(server => server.SendAsync(id, body));
    }

    private static Task<IngestOutcome> UpsertAsync(SimulatedServer server, IReadOnlyList<string> lines) =>
        server.UpsertAsync(Body(lines));

    private static byte[] Body(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

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

    /// <summary>
    /// A message that says the stream is complete comes when it is: every impression that was answered before the grace of its hour was
    /// over has been handed over.
    /// </summary>
    private void JudgeFreshness(StandingOrder order, RecordLanding landing, SimulatedFreshness fresh)
    {
        told++;
        var advertiser = AdvertiserOf(order);
        if (order.ToldThrough is null || fresh.Advertiser != advertiser)
        {
            violations.Add($"{order.QueueArn} did not ask to be told of {fresh.Advertiser}");
        }

        var policy = policies[Datasets.SpTraffic];
        var handed = landing.Taken.Values.ToLookup(record => record.Cell, record => record.Sum.Impressions);
        var early = answered
            .Where(seen => seen.Cell.Advertiser == advertiser && seen.Cell.End <= fresh.Through)
            .Where(seen => seen.At < seen.Cell.End + policy.Grace)
            .GroupBy(seen => seen.Cell, seen => seen.Count);
        foreach (var cell in early)
        {
            if (handed[cell.Key].Sum() < cell.Sum())
            {
                violations.Add($"{order.QueueArn}: told that {fresh.Through} is complete, but {cell.Key} lacks impressions");
            }
        }
    }

    private static string AdvertiserOf(StandingOrder order) =>
        string.Create(CultureInfo.InvariantCulture, $"ADV{order.Stream.Account}");

    /// <param name="end">Platform time at which the run was over: the last hours before it had no events.</param>
    private void Judge(DateTimeOffset end)
    {
        violations.AddRange(
            disk.Replays.Where(replay => replay.Status != ReplayStatus.Completed).Select(replay => $"{replay} did not end well")
        );
        var freshFrom = end - policies[Datasets.SpTraffic].LongestWait - TimeSpan.FromMinutes(10);
        var judge = new MessageJudge(platform, manager);
        foreach (var order in disk.Orders.Where(order => documents.ContainsKey(order.QueueArn)))
        {
            var (account, landing) = (order.Stream.Account, documents[order.QueueArn]);
            var found = order.Stream.Dataset == Messages[0] ? judge.Entities(account, landing) : judge.Budgets(account, landing);
            violations.AddRange(found.Select(why => $"{order.QueueArn}: {why}"));
        }

        foreach (var order in disk.Orders.Where(order => records.ContainsKey(order.QueueArn)))
        {
            var landing = records[order.QueueArn];
            if (order.ToldThrough is not null && landing.FreshThrough < freshFrom)
            {
                violations.Add($"{order.QueueArn} was told no more than {landing.FreshThrough:O}, and it is {end:O}");
            }

            violations.AddRange(landing.Contradictions.Select(id => $"{order.QueueArn}: {id} came with other bytes"));
            var sums = new Dictionary<CellName, CellSum>();
            foreach (var record in landing.Bodies.Values.Select(SimulatedRecord.Read))
            {
                sums[record.Cell] = sums.GetValueOrDefault(record.Cell) + record.Sum;
            }

            var advertiser = AdvertiserOf(order);
            var meant = platform.Truth.Where(cell => cell.Key.Advertiser == advertiser).ToDictionary();
            foreach (var cell in sums.Keys.Union(meant.Keys))
            {
                var (got, want) = (sums.GetValueOrDefault(cell), meant.GetValueOrDefault(cell));
                if (got != want)
                {
                    violations.Add($"{order.QueueArn}: {cell} landed as {got}, sent was {want}");
                }
            }
        }
    }
}
