using Millrace.App.Serve;
using Millrace.App.Settings;
using Millrace.App.Stand;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Documents;
using Millrace.Contracts.Realms;
using Millrace.Landing;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>
/// The sandbox: the virtual ad platform, the serving side, the stand-ins and the landing in one process. Between them only what
/// crosses a wire: HTTP, queues, signatures.
/// </summary>
internal sealed class DevHost : IAsyncDisposable
{
    private const string QueueName = "millrace-dev";
    private const int SettlePolls = 600;
    private const int QuietPolls = 10;
    private static readonly TimeSpan SettleEvery = TimeSpan.FromMilliseconds(200);

    private readonly DevOptions options;
    private readonly VirtualPlatform platform;
    private readonly HttpClient api;
    private readonly ReconciliationReader sums;

    private DevHost(
        DevOptions options,
        VirtualPlatform platform,
        StandInHost queues,
        ServeHost serve,
        LandingHost landing,
        DevSecrets secrets
    )
    {
        this.options = options;
        this.platform = platform;
        (Queues, Serve, Landing) = (queues, serve, landing);
        var books = new Books();
        api = new HttpClient(
            new SocketsHttpHandler { SslOptions = options.IsTls ? DevCertificate.Trust(options.DataFolder) : new() }
        )
        {
            BaseAddress = serve.Address,
            Timeout = TimeSpan.FromMinutes(2),
        };
        Secrets = secrets;
        Feeder = new Feeder(
            api,
            platform,
            books,
            new FeederOptions { IngestKey = secrets.IngestKey, ProgressFile = Path.Combine(options.DataFolder, "feed.json") },
            TimeProvider.System
        );
        sums = new ReconciliationReader(serve, landing, platform, Feeder, books, options.Plant);
    }

    public StandInHost Queues { get; }

    public ServeHost Serve { get; }

    public LandingHost Landing { get; }

    public Feeder Feeder { get; }

    public DevSecrets Secrets { get; }

    /// <summary>Where the realms are, and whether at https.</summary>
    public DeploymentSettings Deployment => DevRealms.Deployment(options.Port, options.IsTls);

    public DateTimeOffset Clock => Serve.PlatformTime.GetUtcNow();

    public static async Task<DevHost> StartAsync(DevOptions options, Action<string> tell, CancellationToken cancel)
    {
        var platform = new VirtualPlatform(options.Seed, new VirtualPlatformOptions());
        Uri At(int offset, bool isTls = false) =>
            new($"{(isTls ? "https" : "http")}://127.0.0.1:{(options.Port == 0 ? 0 : options.Port + offset)}");
        var queues = await StandInHost.StartAsync(options.DataFolder, At(1), cancel);
        ServeHost? serve = null;
        try
        {
            serve = await ServeHost.StartAsync(
                new ServeOptions
                {
                    DataFolder = options.DataFolder,
                    Listen = At(0, options.IsTls),
                    Deployment = DevRealms.Deployment(options.Port, options.IsTls),
                    SqsEndpoint = queues.Address,
                    FirehoseEndpoint = queues.Address,
                    VirtualStart = platform.Options.Start,
                    Publication = options.Publication,

                    // Its sums are held against all that was ever published.
                    Retention = new() { Kept = null },

                    // It subscribes every account to every dataset in one go.
                    Rates = new() { BurstMax = 1000 },
                },
                tell,
                cancel
            );
            var secrets = await DevSecrets.OpenAsync(options.DataFolder, serve.Registry, platform, cancel);
            var regions = platform
                .Accounts.Select(account => Realm.Of(account.Marketplace.RealmId).AwsRegion)
                .Distinct()
                .ToList();
            foreach (var region in regions)
            {
                await queues.CreateQueueAsync(region, QueueName, cancel);
                await queues.CreateStreamAsync(region, QueueName, cancel);
            }

            var landing = await LandingHost.StartAsync(
                options.DataFolder,
                At(2),
                new LandingOptions
                {
                    Queues =
                    [
                        .. regions.Select(region => new LandingQueue(
                            Arn(region),
                            region,
                            QueueName,
                            StandInHost.AccountId,
                            null
                        )),
                    ],
                    ServiceUrl = queues.Address,
                    AllowedHosts = [serve.Address.Authority],
                    TrustFile = options.IsTls ? DevCertificate.PathIn(options.DataFolder) : null,
                    LongPoll = TimeSpan.FromSeconds(2),
                },
                TimeProvider.System,
                null,
                cancel
            );
            return new DevHost(options, platform, queues, serve, landing, secrets);
        }
        catch
        {
            if (serve is not null)
            {
                await serve.DisposeAsync();
            }

            await queues.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Subscribes all accounts to all that is produced, goes on where the last run ended, and tells what exists where there was none.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        var subscriber = new DevSubscriber(api, Secrets, TimeProvider.System);
        await subscriber.SubscribeAsync(
            platform.Accounts,
            [.. platform.Options.Datasets, .. Documents.All.Select(dataset => dataset.Id)],
            account => Arn(Realm.Of(account.Marketplace.RealmId).AwsRegion),
            cancel
        );
        Feeder.Resume(cancel);
        await Feeder.PutEntitiesAsync(cancel);
    }

    /// <summary>One step: the platform's events and what it tells of entities, then the clock; it ends when all that the new time made due is committed.</summary>
    public async Task StepAsync(CancellationToken cancel)
    {
        var from = Feeder.Position;
        var to = from + VirtualPlatform.Slice;
        await Feeder.PostStepAsync(from, to, cancel);
        await Feeder.SetClockAsync(to, cancel);
    }

    /// <summary>Closes the last hours, waits until all is delivered and landed, and holds the sums of five places together.</summary>
    public async Task<Reconciliation> ReconcileAsync(CancellationToken cancel)
    {
        // After so much the last begun hour is over and published in every zone.
        var closing = Datasets.Produced.Max(dataset => options.Publication[dataset].LongestWait) + VirtualPlatform.Slice;
        await Feeder.SetClockAsync(Feeder.Position + closing, cancel);
        for (var poll = 0; poll < SettlePolls && await StreamsBehindAsync(cancel) > 0; poll++)
        {
            await Task.Delay(SettleEvery, TimeProvider.System, cancel);
        }

        var reconciliation = await sums.ReadAsync(cancel);

        // The landing stores what it has received; it is done when nothing more has come for a while, also on a busy machine.
        for (var quiet = 0; quiet < QuietPolls && !reconciliation.Agrees; )
        {
            var stored = Landing.Counters.Stored;
            await Task.Delay(5 * SettleEvery, TimeProvider.System, cancel);
            quiet = stored == Landing.Counters.Stored ? quiet + 1 : 0;
            reconciliation = await sums.ReadAsync(cancel);
        }

        return reconciliation;
    }

    /// <summary>How many streams have blocks that are not delivered yet.</summary>
    public async Task<int> StreamsBehindAsync(CancellationToken cancel)
    {
        var behind = 0;
        foreach (var status in Serve.Pumps.Statuses)
        {
            var last = await Serve.Ledger.LastPublicationAsync(status.Order.Stream, cancel);
            behind += status.Cursor.Publication <= last ? 1 : 0;
        }

        return behind;
    }

    /// <summary>Through when everything has landed, by what the stream has told of each account and dataset.</summary>
    public async Task<string> CompleteThroughAsync(CancellationToken cancel)
    {
        const string sql = """
            SELECT strftime(min(complete_at), '%Y-%m-%d %H:%M UTC'), count(*)::VARCHAR FROM "millrace"."freshness"
            """;
        var row = (await Landing.Store.QueryAsync(sql, cancel)).Rows[0];
        return row[0] is null ? "nothing told yet" : $"{row[0]} by what {row[1]} streams have told";
    }

    /// <summary>What has landed so far, and what the books have.</summary>
    public Task<IReadOnlyList<DatasetProgress>> ProgressAsync(CancellationToken cancel) => sums.ProgressAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await Landing.DisposeAsync();
        await Serve.DisposeAsync();
        await Queues.DisposeAsync();
        api.Dispose();
    }

    private static string Arn(string region) => $"arn:aws:sqs:{region}:{StandInHost.AccountId}:{QueueName}";
}
