using System.Security.Cryptography;
using Millrace.Destinations;
using Millrace.Engine.Ingestion;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.DeadLetters;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Space;
using Millrace.Runtime.Subscriptions;
using Millrace.Server;
using Millrace.Server.Issuers;
using Millrace.Storage;
using Millrace.Storage.Ledger;
using Millrace.Storage.Registry;

namespace Millrace.App.Serve;

/// <summary>The serving side as a whole, wired in the order of the data: ledger, partitions, ingest, pumps, subscriptions, HTTP.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Stack<Func<ValueTask>> closing = new();
    private readonly List<Task> loops = [];
    private PumpRoom? pumps;
    private Handshake? handshake;

    private ServeHost() { }

    public required SqliteLedger Ledger { get; init; }

    public required SqliteRegistry Registry { get; init; }

    public required TimeProvider PlatformTime { get; init; }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public PumpRoom Pumps => pumps!;

    /// <param name="tell">Takes one line for each thing that an operator should know.</param>
    public static async Task<ServeHost> StartAsync(ServeOptions options, Action<string> tell, CancellationToken cancel)
    {
        Directory.CreateDirectory(options.DataFolder);
        string In(string name) => Path.Combine(options.DataFolder, name);
        var virtualTime = options.VirtualStart is { } start ? VirtualTime.Open(In("platform-clock.txt"), start) : null;
        var host = new ServeHost
        {
            Ledger = new SqliteLedger(In("ledger.db")),
            Registry = new SqliteRegistry(In("registry.db")),
            PlatformTime = virtualTime ?? TimeProvider.System,
        };
        try
        {
            await host.OpenAsync(options, virtualTime, tell, cancel);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var loop in loops)
        {
            await loop;
        }

        while (closing.TryPop(out var close))
        {
            await close();
        }

        stop.Dispose();
    }

    private async Task OpenAsync(ServeOptions options, VirtualTime? virtualTime, Action<string> tell, CancellationToken cancel)
    {
        var wall = TimeProvider.System;
        var chance = new SystemChance();
        var webhook = options.Deployment.Notices?.Open(wall);
        if (webhook is not null)
        {
            Closing(webhook);
        }

        var signer = SigningCertificate.OpenOrCreate(options.DataFolder, wall);
        Closing(signer);
        Closing(Registry);
        await Registry.OpenAsync(cancel);
        await Registry.KeepNoticesAsync(webhook is not null, cancel);
        Closing(Ledger);

        var space = new SpaceWatch(new VolumeSpace(options.DataFolder), options.Space, wall, tell);
        space.Look();
        var hashSeed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        var partitionOptions = new PartitionHostOptions
        {
            Partitions = options.Partitions,
            HashSeed = hashSeed,
            Publication = options.Publication,
        };
        var partitions = await SingleProcessHost.StartAsync(
            Ledger,
            partitionOptions,
            PlatformTime,
            wall,
            stream => pumps?.Wake(stream),
            (partition, now) => pumps?.Turned(partition, now),
            (number, fault) =>
            {
                if (fault is StorageFullException)
                {
                    space.Refused();
                }
                else
                {
                    tell($"partition {number}: {fault.Message}");
                }
            },
            cancel
        );
        Closing((IAsyncDisposable)partitions);

        var (queues, streams) = StandInAccess.Open(options.SqsEndpoint, options.FirehoseEndpoint);
        var destinations = new DestinationFactory(queues, streams);
        Closing(destinations);
        var topics = options.Deployment.Topics.Names();
        var doctor = new Doctor(new DestinationInspector(queues, streams), options.Doctor with { Topics = topics }, wall);
        var diagnoses = new DiagnosisRoom(doctor, Registry, Registry, wall, tell);
        void Failed(string what, string subscription, string why)
        {
            tell($"{what} {subscription}: {why}");
            diagnoses.Failed(subscription);
        }

        var pumpServices = new PumpServices(
            new PumpOptions(),
            Ledger,
            Registry,
            destinations,
            wall,
            () => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30),
            (subscription, why) => Failed("delivery", subscription, why)
        )
        {
            Taken = diagnoses.Taken,
            Freshness = new(partitions.Partitions, partitions.Ledger.Incarnation, partitions.Publication, AccountAsync),
        };
        pumps = await PumpRoom.StartAsync(pumpServices, cancel);
        Closing(pumps);

        var replays = new ReplayRoom(new ReplayServices(options.Replays, Registry, pumpServices));
        Closing(replays);
        void Activated(StandingOrder order)
        {
            pumps.Add(order);
            replays.Wake();
        }

        var subscriptions = new SubscriptionService(
            Registry,
            Ledger,
            chance,
            wall,
            new SubscriptionEvents(() => handshake?.Wake(), Activated, id => _ = pumps.RemoveAsync(id))
            {
                FreshnessAsked = pumps.AskFreshness,
                ChangesAsked = pumps.AskChanges,
            },
            new SubscriptionLimits()
        )
        {
            Topics = topics,
            Doctor = doctor,
        };
        var watch = new DeliveryWatch(
            options.Retention,
            pumpServices.Options,
            Registry,
            Ledger,
            pumps.TroubleOf,
            wall,
            PlatformTime
        );
        var ingest = new IngestService(partitions, new IngestOptions(), PlatformTime, hashSeed) { Space = space };
        var issuers = await IssuerRoom.OpenAsync(
            [.. options.Deployment.Issuers.Select(issuer => issuer.Options())],
            wall,
            tell,
            cancel
        );
        Closing(issuers);
        var services = new ServerServices(subscriptions, Registry, chance, signer, ingest, wall, options.Rates)
        {
            Audit = Registry,
            Realms = ServeWeb.Hosts(options.Deployment),
            Issuers = issuers,
            Snapshots = new SnapshotService(Registry, partitions, wall),
            Replays = new ReplayService(Registry, Registry, Ledger, chance, wall, replays.Wake),
            DeadLetters = new DeadLetterService(
                Registry,
                Registry,
                Ledger,
                new Redrive(Registry, Registry, destinations, wall),
                wall,
                new DeadLetterOptions()
            ),
            Deliveries = watch,
            Doctor = doctor,
            Diagnoses = diagnoses,
            TestMessages = new TestMessageService(Registry, destinations, chance, wall),
            Figures = partitions.Figures,
            Space = space,
            SetClock = virtualTime is null ? null : (time, asked) => SetClockAsync(virtualTime, partitions, time, asked),
            Tell = tell,
        };
        var web = await ServeWeb.StartAsync(options, services, tell, cancel);
        Closing(web);
        Address = web.Address;

        var publicUrl = (options.PublicUrl ?? Address.GetLeftPart(UriPartial.Authority)).TrimEnd('/');
        handshake = new Handshake(
            Registry,
            new Activation(Registry, Ledger, Activated),
            destinations,
            signer,
            chance,
            wall,
            new HandshakeOptions { PublicUrl = publicUrl, RegionUrls = ServeWeb.RegionUrls(options.Deployment) },
            (subscription, why) => Failed("confirmation", subscription, why)
        )
        {
            Taken = diagnoses.Taken,
        };
        loops.Add(handshake.RunAsync(stop.Token));
        loops.Add(diagnoses.RunAsync(stop.Token));
        var retention = new RetentionServices(
            options.Retention,
            watch,
            Registry,
            Registry.FindAsync,
            Ledger,
            () => pumps.Behind,
            wall,
            PlatformTime,
            (subscription, what) => tell($"retention {subscription}: {what}")
        )
        {
            Notices = webhook is null ? null : Registry,
        };
        loops.Add(new RetentionLoop(retention).RunAsync(stop.Token));
        if (webhook is not null)
        {
            loops.Add(new NoticeLoop(options.Notices, Registry, webhook, wall, tell).RunAsync(stop.Token));
        }

        loops.Add(space.RunAsync(stop.Token));
        loops.Add(OutsideChangesLoop.RunAsync(Registry, pumps, options.LookOutsideEvery, wall, tell, stop.Token));
        var eraser = new Eraser(Registry, partitions, Ledger, pumps.RemoveEndedAsync, options.ScrubAfter, wall);
        loops.Add(eraser.RunAsync(options.LookOutsideEvery, tell, stop.Token));
        if (virtualTime is null)
        {
            loops.Add(TurnLoop.RunAsync(partitions, options.TurnEvery, PlatformTime, tell, stop.Token));
        }
    }

    /// <summary>The barrier of a step: it answers when all that the new time has made due is committed.</summary>
    private static async Task SetClockAsync(
        VirtualTime clock,
        SingleProcessHost partitions,
        DateTimeOffset time,
        CancellationToken cancel
    )
    {
        clock.MoveTo(time);
        await partitions.TurnAsync().WaitAsync(cancel);
    }

    private async ValueTask<EventAccount?> AccountAsync(int key, CancellationToken cancel) =>
        (await Registry.ReadAccountsAsync([key], cancel)).Select(GrantedAccounts.ForEngine).FirstOrDefault();

    private void Closing(IAsyncDisposable part) => closing.Push(part.DisposeAsync);

    private void Closing(IDisposable part) =>
        closing.Push(() =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });
}
