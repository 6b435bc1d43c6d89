using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Ports;

namespace Millrace.Simulation;

/// <summary>
/// One hour of virtual time in which the queues of all tenants fail often, one denies everything and one takes five seconds a call. What
/// is published lands within <see cref="Bound"/> at every tenant but the denied one, which is told, and has everything, once, soon after it
/// is repaired.
/// </summary>
public sealed class BadHour : IDestinationFactory
{
    /// <summary>From publication to landing, also at the denied tenant from its repair (docs/destinations.md).</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(20);

    private const int Tenants = 20;
    private const int Denied = 7;
    private const int Slow = 11;
    private const int Partitions = 4;
    private const int Callers = 3;
    private const int Keywords = 8;
    private const long StepsMax = 3_000_000;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 15, 20, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddHours(1);
    private static readonly string[] DatasetIds = [Datasets.SpTraffic.Id, "campaigns", "budget-usage"];

    private static readonly PublicationPolicies Policies = PublicationPolicies.Default.With(
        Datasets.SpTraffic,
        PublicationPolicies.Default[Datasets.SpTraffic] with
        {
            Cadence = TimeSpan.FromMinutes(15),
        }
    );

    private readonly int seed;
    private readonly SeededScheduler scheduler;
    private readonly SimulatedDisk disk;
    private readonly SimulatedPlatform platform;
    private readonly SimulatedManager manager;
    private readonly BadHourQueue[] queues;
    private readonly SimulatedServer server;
    private readonly Dictionary<string, HashSet<string>> told = [];
    private readonly List<string> violations = [];
    private readonly DateTimeOffset repaired;

    private BadHour(int seed)
    {
        this.seed = seed;
        scheduler = new SeededScheduler(seed, Start);
        repaired = End.AddSeconds(scheduler.Next(60));
        platform = new SimulatedPlatform(scheduler, Tenants, Keywords);
        manager = new SimulatedManager(scheduler, Tenants);
        var incarnation = new byte[16];
        new Random(seed).NextBytes(incarnation);
        disk = new SimulatedDisk(new Guid(incarnation), Partitions);
        queues =
        [
            .. Enumerable
                .Range(0, Tenants)
                .Select(tenant => new BadHourQueue(scheduler)
                {
                    IsDenied = tenant == Denied,
                    Takes = tenant == Slow ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(10),
                }),
        ];
        foreach (var dataset in DatasetIds)
        {
            for (var tenant = 0; tenant < Tenants; tenant++)
            {
                disk.Registry.Subscribe(new($"{dataset}-{tenant}", new StreamId(tenant, dataset), $"{tenant}", default));
            }
        }

        // Disk and process hold: it is the queues that fail.
        server = new SimulatedServer(
            scheduler,
            disk,
            new SimulationFaults(scheduler) { AreOver = true },
            this,
            new SimulatedAccounts(Tenants),
            Policies,
            SimulatedSizes.Usual,
            (subscription, why) =>
            {
                told.TryAdd(subscription, []);
                told[subscription].Add(why);
            }
        );
    }

    /// <summary>Plays one seed to its end.</summary>
    public static BadHourReport Run(int seed) => new BadHour(seed).Play();

    IDestination IDestinationFactory.Open(DestinationAddress address) =>
        queues[int.Parse(address.Arn, CultureInfo.InvariantCulture)];

    private BadHourReport Play()
    {
        var callers = new SimulatedProcess(scheduler);
        _ = callers.CallAsync(() => ManageAsync(callers));
        var steps = 0L;
        while (scheduler.GetUtcNow() < repaired)
        {
            scheduler.Step();
            steps++;
        }

        JudgeDenied();
        foreach (var queue in queues)
        {
            queue.IsDenied = false;
            queue.IsGood = true;
        }

        var settled = repaired + Policies[Datasets.SpTraffic].LongestWait + TimeSpan.FromHours(1);
        while ((scheduler.GetUtcNow() < settled || !IsQuiet()) && ++steps < StepsMax)
        {
            scheduler.Step();
        }

        return Report(steps);
    }

    private bool IsQuiet() =>
        disk.Registry.Orders.All(order => order.Cursor.Publication > disk.Ledger.Blocks.LastPublication(order.Stream));

    /// <summary>Every campaign exists before events come; then it changes now and then.</summary>
    private async Task<bool> ManageAsync(SimulatedProcess callers)
    {
        var first = Body(manager.First());
        await SendAsync(() => server.UpsertAsync(first));
        for (var caller = 0; caller < Callers; caller++)
        {
            var name = caller;
            _ = callers.CallAsync(() => CallAsync(name));
        }

        while (scheduler.GetUtcNow() < End)
        {
            var body = Body(manager.Next());
            await SendAsync(() => server.UpsertAsync(body));
            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(20)), scheduler);
        }

        return true;
    }

    private async Task<bool> CallAsync(int caller)
    {
        for (var number = 0; scheduler.GetUtcNow() < End; number++)
        {
            var id = $"b{caller}-{number}";
            var body = Body([.. Enumerable.Range(0, 10).SelectMany(_ => platform.NextBatch())]);
            await SendAsync(() => server.SendAsync(id, body));
            await Task.Delay(TimeSpan.FromSeconds(scheduler.Next(60)), scheduler);
        }

        return true;
    }

    private async Task SendAsync(Func<Task<IngestOutcome>> send)
    {
        while (await send() is var outcome && outcome is not IngestOutcome.Taken { RefusedCount: 0 })
        {
            if (outcome is not IngestOutcome.ComeAgain)
            {
                violations.Add($"a body was answered {outcome}");
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), scheduler);
        }
    }

    private static byte[] Body(IReadOnlyList<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    /// <summary>Nothing of it has landed or was passed over, and each of its subscriptions was told why.</summary>
    private void JudgeDenied()
    {
        if (queues[Denied].Landing.Count > 0)
        {
            violations.Add($"{queues[Denied].Landing.Count} messages landed at the denied tenant");
        }

        var troubled = server.Statuses.Where(status => status.Trouble == "denied").Select(status => status.Order.SubscriptionId);
        var denied = DatasetIds.Select(dataset => $"{dataset}-{Denied}").ToList();
        if (!troubled.Order(StringComparer.Ordinal).SequenceEqual(denied.Order(StringComparer.Ordinal)))
        {
            violations.Add($"in trouble for being denied are {string.Join(", ", troubled)}");
        }

        violations.AddRange(denied.Where(id => !told.ContainsKey(id)).Select(id => $"{id} was told nothing"));
    }

    private BadHourReport Report(long steps)
    {
        if (!IsQuiet())
        {
            violations.Add("not all was delivered in the end");
        }

        var longest = new TimeSpan[Tenants];
        var judge = new BadHourJudge(disk, platform, manager);
        for (var tenant = 0; tenant < Tenants; tenant++)
        {
            var landing = queues[tenant].Landing;
            var since = tenant == Denied ? repaired : Start;
            longest[tenant] = judge.LongestWait(tenant, landing, since);
            if (longest[tenant] > Bound)
            {
                violations.Add($"a message to tenant {tenant} landed after {longest[tenant]}, or never");
            }

            var name = tenant;
            violations.AddRange(judge.Faults(tenant, landing, isOnce: tenant == Denied).Select(why => $"tenant {name}: {why}"));
        }

        return new(
            seed,
            steps,
            queues.Sum(queue => queue.Landing.Count),
            queues.Sum(queue => queue.Calls),
            queues.Sum(queue => queue.Faults),
            queues[Denied].Landing.Count,
            longest.Where((_, tenant) => tenant is not (Denied or Slow)).Max(),
            longest[Slow],
            longest[Denied],
            violations
        );
    }
}
