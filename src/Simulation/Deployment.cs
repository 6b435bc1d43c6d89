using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Replays;

namespace Millrace.Simulation;

/// <summary>
/// A deployment in one process: callers, engine, ledger, pumps, queues and landings on the seeded scheduler, with kills
/// between any two steps, a second server that believes it is the only one, and disks and queues that fail. In a share of the runs an account
/// is erased, or blocks are kept for hours only. At the end the faults stop, what is left is delivered, and what landed is held against what
/// was sent.
/// </summary>
public sealed class Deployment
{
    /// <summary>Datasets of documents that are subscribed to: the first is of entities.</summary>
    internal static readonly string[] Messages = ["campaigns", "budget-usage"];

    private const int Accounts = 5;
    private const int Partitions = 3;
    private const long StepsMax = 3_000_000;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 7, 0, TimeSpan.Zero);

    private readonly int seed;
    private readonly SeededScheduler scheduler;
    private readonly SimulationFaults faults;
    private readonly SimulatedDisk disk;
    private readonly SimulatedAccounts accounts = new(Accounts);
    private readonly SimulatedSubscribers subscribers;
    private readonly SimulatedCallers callers;
    private readonly DeploymentJudge judge;
    private readonly ErasurePlay? erasure;
    private readonly RetentionPlay? retention;
    private readonly SimulatedPlatform platform;
    private readonly SimulatedManager manager;
    private readonly PublicationPolicies policies;
    private readonly List<string> violations = [];
    private readonly List<SimulatedServer> servers = [];
    private int kills;

    private Deployment(int seed)
    {
        this.seed = seed;
        scheduler = new SeededScheduler(seed, Start);
        faults = new SimulationFaults(scheduler);
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

        subscribers = new SimulatedSubscribers(scheduler, faults, disk);
        Subscribe();
        var plan = SimulatedPlan.Draw(seed, Accounts, [.. subscribers.Orders.Select(order => order.SubscriptionId)]);
        disk.Ledger.KeepsRemoved = plan.Erasure is not null;
        erasure = plan.Erasure is { } erased ? new(erased, scheduler, disk, accounts, violations) : null;
        retention = plan.Retention is { } kept ? new(kept, scheduler, disk, subscribers, faults, violations) : null;
        platform = new SimulatedPlatform(scheduler, Accounts) { Marked = erasure?.Account };
        manager = new SimulatedManager(scheduler, Accounts) { Marked = erasure?.Account };
        callers = new(scheduler, platform, manager, subscribers, disk, servers, violations) { Erasure = erasure };
        judge = new(subscribers, platform, manager, policies[Datasets.SpTraffic], violations)
        {
            Answered = () => callers.Answered,
        };
    }

    /// <summary>Plays one seed to its end.</summary>
    public static SimulationReport Run(int seed) => new Deployment(seed).Play();

    /// <summary>Every account has a queue, and the first a second one, whose subscription does not ask to be told of freshness.</summary>
    private void Subscribe()
    {
        for (var number = 0; number <= Accounts; number++)
        {
            var order = new StandingOrder(
                $"sub{number}",
                new StreamId(number % Accounts, Datasets.SpTraffic.Id),
                $"arn:aws:sqs:us-east-1:000000000000:q{number}",
                default
            )
            {
                ToldThrough = number < Accounts ? StandingOrder.NothingTold : null,
            };
            var landing = new RecordLanding();
            landing.Told = fresh => judge.JudgeFreshness(order, landing, fresh, IsWhole(order));
            subscribers.Subscribe(order, landing);
        }

        for (var number = 0; number < Accounts * Messages.Length; number++)
        {
            var order = new StandingOrder(
                $"sub-m{number}",
                new StreamId(number % Accounts, Messages[number / Accounts]),
                $"arn:aws:sqs:us-east-1:000000000000:m{number}",
                default
            )
            {
                WantsChanges = number % 2 == 0,
            };
            subscribers.Subscribe(order, new DocumentLanding());
        }
    }

    /// <summary>Whether nothing of it was erased or lost.</summary>
    private bool IsWhole(StandingOrder order) => !IsErased(order) && disk.Registry.Losses.Of(order.SubscriptionId).Records == 0;

    private bool IsErased(StandingOrder order) => erasure is { HasBegun: true } && order.Stream.Account == erasure.Account;

    private SimulationReport Play()
    {
        BeginPlan();
        callers.Begin();
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

            if (callers.Left == 0 && !faults.AreOver)
            {
                // All is answered: from here on nothing fails, and the last hours are published.
                faults.AreOver = true;
                servers.ForEach(server => server.Process.Kill());
                callers.BeginRedriving(() => !IsQuiet());
                settled = scheduler.GetUtcNow() + policies[Datasets.SpTraffic].LongestWait + TimeSpan.FromHours(2);
            }

            scheduler.Step();
            KeepServing();
            subscribers.Land();
        }

        Judge(settled);
        return Report(steps);
    }

    private void BeginPlan()
    {
        if (erasure is not null)
        {
            callers.Add(() => erasure.EraseAsync(callers, platform, manager));
            callers.Add(() => erasure.ForgetAsync(callers, platform));
        }

        if (retention is not null)
        {
            retention.Begin();
            callers.Add(() => retention.WatchAsync(() => callers.Left == 1));
        }
    }

    private SimulatedServer NewServer() =>
        new(
            scheduler,
            disk,
            faults,
            new ToldOnce(subscribers, violations),
            accounts,
            policies,
            SimulatedSizes.Tiny,
            (_, _) => { }
        )
        {
            Erases = erasure is not null,
            Kept = retention?.Kept,
        };

    private bool IsQuiet() =>
        subscribers.Queues.All(queue => queue.IsEmpty)
        && disk.Registry.DueReplays.Count == 0
        && disk.Registry.Orders.All(order =>
            disk.Ledger.Blocks.LastKept(order.Stream) is var last
            && (last == 0 || order.Cursor.Publication > last)
            && !disk
                .Registry.DeadLetters(order.SubscriptionId)
                .Any(letter => disk.Ledger.Blocks.Has(order.Stream, letter.Place.Publication))
        );

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

        if (erasure is { NeedsOneServer: true })
        {
            servers.SkipLast(1).ToList().ForEach(server => server.Process.Kill());
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

    private void Judge(DateTimeOffset end)
    {
        violations.AddRange(
            disk.Registry.Replays.Where(replay => replay.Status != ReplayStatus.Completed && retention?.Overtakes(replay) != true)
                .Select(replay => $"{replay} did not end well")
        );
        var living = subscribers.Orders.Where(order => !IsErased(order)).ToList();
        if (retention is not null)
        {
            retention.JudgeAges();
            living.ForEach(retention.AddLost);
        }

        judge.JudgeLanded(living, end);
        erasure?.JudgeDisk();
        erasure?.JudgeReceived(subscribers, platform, faults);
    }

    private SimulationReport Report(long steps) =>
        new(
            seed,
            steps,
            callers.Batches,
            kills,
            disk.Ledger.Fenced,
            faults.DiskFailures,
            faults.QueueFailures,
            faults.FullWrites,
            subscribers.Queues.Sum(queue => queue.Landing.Landed),
            subscribers.Queues.Sum(queue => queue.Landing.Redelivered),
            subscribers.Documents.Values.Sum(landing => landing.Landed),
            judge.Told,
            disk.Registry.Replays.Sum(replay => replay.Sent),
            disk.Registry.SetAside,
            erasure is { HasEnded: true } ? 1 : 0,
            disk.Registry.Losses.Records,
            violations
        );
}
