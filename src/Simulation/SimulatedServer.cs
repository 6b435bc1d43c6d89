using System.Buffers;
using System.IO.Pipelines;
using Millrace.Engine.Projections;
using Millrace.Engine.Publication;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.DeadLetters;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;

namespace Millrace.Simulation;

/// <summary>A serving process: the real host, ingest service and pumps, on a simulated disk, queues and clock.</summary>
internal sealed class SimulatedServer
{
    /// <summary>How often it is looked for erasures and for what other programs have written.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    /// <summary>How long what was removed for forgotten shoppers may wait for others.</summary>
    public static readonly TimeSpan ScrubAfter = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TurnEvery = TimeSpan.FromMinutes(5);

    private readonly SeededScheduler scheduler;
    private readonly FaultyLedger ledger;
    private readonly FaultyRegistry registry;
    private readonly IDestinationFactory destinations;
    private readonly SimulatedAccounts accounts;
    private readonly PublicationPolicies policies;
    private readonly Func<SeededScheduler, int, PublicationPolicies, SimulatedSizes> sizes;
    private readonly Action<string, string> failed;
    private readonly List<StandingOrder> activated = [];
    private PumpRoom? pumps;
    private IngestService? ingest;
    private SingleProcessHost? host;

    /// <param name="failed">Told the subscription and why, whenever something of it was put off.</param>
    public SimulatedServer(
        SeededScheduler scheduler,
        SimulatedDisk disk,
        SimulationFaults faults,
        IDestinationFactory destinations,
        SimulatedAccounts accounts,
        PublicationPolicies policies,
        Func<SeededScheduler, int, PublicationPolicies, SimulatedSizes> sizes,
        Action<string, string> failed
    )
    {
        this.scheduler = scheduler;
        this.destinations = destinations;
        this.accounts = accounts;
        this.policies = policies;
        this.sizes = sizes;
        this.failed = failed;
        var way = new FaultyDisk(scheduler, faults);
        ledger = new FaultyLedger(disk.Ledger, way);
        registry = new FaultyRegistry(disk.Registry, way);
        Process = new SimulatedProcess(scheduler);
        Process.CallAsync(() => RunAsync(disk.Ledger.Identity.PartitionCount));
    }

    public SimulatedProcess Process { get; }

    /// <summary>Whether accounts may be erased, which has to be looked for.</summary>
    public bool Erases { get; init; }

    /// <summary>How long blocks are kept; null: for ever.</summary>
    public TimeSpan? Kept { get; init; }

    /// <summary>How far the pumps are; empty before they are there.</summary>
    public IReadOnlyList<PumpStatus> Statuses => pumps?.Statuses ?? [];

    public Task<IngestOutcome> SendAsync(string batchId, byte[] body) =>
        TakeAsync(
            (taker, reader) => taker.TakeEventsAsync(accounts, "sim", batchId, reader, isImport: false, CancellationToken.None),
            body
        );

    public Task<IngestOutcome> UpsertAsync(byte[] body) =>
        TakeAsync((taker, reader) => taker.TakeEntitiesAsync(accounts, kind: null, reader, CancellationToken.None), body);

    /// <summary>A subscription became ACTIVE.</summary>
    public void Activate(StandingOrder order) =>
        _ = Process.CallAsync(() =>
        {
            activated.Add(order);
            pumps?.Add(order);
            return Task.FromResult(true);
        });

    /// <summary>Has shoppers forgotten, whom the lines of the body name.</summary>
    public Task<IngestOutcome> ForgetAsync(byte[] body) =>
        TakeAsync((taker, reader) => taker.ForgetShoppersAsync(accounts, reader, CancellationToken.None), body);

    /// <summary>Has the present state of a stream sent to one subscription; false where that is not known.</summary>
    public Task<bool> SnapshotAsync(StandingOrder order) =>
        Process.CallAsync(async () =>
        {
            try
            {
                for (int? next = 0; next is { } from; )
                {
                    if (host?.TrySnapshot(order.Stream.Account, order.Stream.Dataset, order.SubscriptionId, from) is not { } step)
                    {
                        return false;
                    }

                    next = (await step).Next;
                }

                return true;
            }
            catch (PartitionUnavailableException)
            {
                return false;
            }
        });

    /// <summary>Sends some of a subscription's dead letters again; false where that is not known.</summary>
    public Task<bool> RedriveAsync(StandingOrder order) =>
        Process.CallAsync(async () =>
        {
            try
            {
                var letters = await registry.ReadDeadLettersAsync(order.SubscriptionId, default, 15, CancellationToken.None);
                var texts = await LetterTexts.ReadAsync(
                    ledger,
                    order.Stream,
                    new Recipient(order.SubscriptionId, order.WantsChanges),
                    letters,
                    int.MaxValue,
                    CancellationToken.None
                );
                var redrive = new Redrive(registry, registry, destinations, scheduler);
                await redrive.SendAsync(
                    order.SubscriptionId,
                    order.Address,
                    [.. texts.Where(text => text.Body is not null)],
                    CancellationToken.None
                );
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });

    private Task<IngestOutcome> TakeAsync(Func<IngestService, PipeReader, Task<IngestOutcome>> take, byte[] body) =>
        Process.CallAsync(() =>
            ingest is null
                ? Task.FromResult<IngestOutcome>(new IngestOutcome.ComeAgain(TimeSpan.FromSeconds(1), "not up yet"))
                : take(ingest, PipeReader.Create(new ReadOnlySequence<byte>(body)))
        );

    private async Task<bool> RunAsync(int partitions)
    {
        try
        {
            var (options, pumping) = sizes(scheduler, partitions, policies);
            host = await SingleProcessHost.StartAsync(
                ledger,
                options,
                scheduler,
                scheduler,
                stream => pumps?.Wake(stream),
                (partition, now) => pumps?.Turned(partition, now),
                (_, _) => { },
                CancellationToken.None
            );
            var services = new PumpServices(pumping, ledger, registry, destinations, scheduler, scheduler.NextDouble, failed)
            {
                Freshness = new(
                    host.Partitions,
                    host.Ledger.Incarnation,
                    host.Publication,
                    (key, _) => ValueTask.FromResult(accounts.Find(key))
                ),
            };
            pumps = await PumpRoom.StartAsync(services, CancellationToken.None);
            activated.ForEach(pumps.Add);
            _ = new ReplayRoom(
                new ReplayServices(new ReplayOptions { RowsAtOnce = 1 + scheduler.Next(5), AtOnceMax = 2 }, registry, services)
            );
            ingest = new IngestService(host, new IngestOptions(), scheduler, options.HashSeed);
            BeginErasing(host, pumps);
            BeginRetaining(pumping, pumps);
            await TurnLoop.RunAsync(host, TurnEvery, scheduler, _ => { }, CancellationToken.None);
            return true;
        }
        catch (Exception)
        {
            // What fails at the start ends the process, as a supervisor would see it; another is started.
            Process.Kill();
            return false;
        }
    }

    private void BeginErasing(SingleProcessHost partitions, PumpRoom room)
    {
        if (Erases)
        {
            _ = OutsideChangesLoop.RunAsync(registry, room, LookEvery, scheduler, _ => { }, CancellationToken.None);
            var eraser = new Eraser(registry, partitions, ledger, room.RemoveEndedAsync, ScrubAfter, scheduler);
            _ = eraser.RunAsync(LookEvery, _ => { }, CancellationToken.None);
        }
    }

    private void BeginRetaining(PumpOptions pumping, PumpRoom room)
    {
        if (Kept is not null)
        {
            var options = new RetentionOptions { Kept = Kept, BlocksAtOnce = 4 + scheduler.Next(16) };
            var services = new RetentionServices(
                options,
                new DeliveryWatch(options, pumping, registry, ledger, room.TroubleOf, scheduler, scheduler),
                registry,
                registry.FindAsync,
                ledger,
                () => room.Behind,
                scheduler,
                scheduler,
                failed
            );
            _ = new RetentionLoop(services).RunAsync(CancellationToken.None);
        }
    }
}
