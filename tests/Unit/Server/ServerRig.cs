using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.DeadLetters;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Pumps;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Space;
using Millrace.Runtime.Subscriptions;
using Millrace.Server;
using Millrace.Server.Http;
using Millrace.Server.Issuers;
using Millrace.Server.Realms;
using Millrace.Storage.Ledger;
using Millrace.Storage.Registry;
using Millrace.Unit.Hostile;
using Millrace.Unit.Runtime.Space;

namespace Millrace.Unit.Server;

/// <summary>A whole server on a real registry and ledger, with time and queues in the test's hands.</summary>
internal sealed class ServerRig : IAsyncDisposable
{
    public const string PublicUrl = "http://stream.test";
    public const string Us = "ATVPDKIKX0DER";
    public const string Principal = "arn:aws:iam::111122223333:role/millrace";
    public const string Queue = "arn:aws:sqs:us-east-1:123456789012:sp-traffic";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-server");
    private RealmHosts realms = RealmHosts.All;
    private IReadOnlyList<IssuerOptions> issuers = [];
    private IssuerRoom? issuerRoom;
    private SingleProcessHost? partitions;
    private WebApplication? web;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FakeTimeProvider Wall { get; } = new(new DateTimeOffset(2026, 7, 12, 16, 0, 0, 30, TimeSpan.Zero));

    public FakeTimeProvider Platform { get; } = new(new DateTimeOffset(2026, 7, 12, 16, 0, 0, TimeSpan.Zero));

    public RecordingQueues Queues { get; } = new();

    /// <summary>What looks at queues and streams bring.</summary>
    public PlannedInspector Inspector { get; } = new();

    public Doctor Doctor { get; private set; } = null!;

    public DiagnosisRoom Diagnoses { get; private set; } = null!;

    /// <summary>The volume as the server sees it; <see cref="Space"/> looks when a test says so.</summary>
    public FakeSpace Disk { get; } = new();

    public SpaceWatch Space { get; private set; } = null!;

    public List<StandingOrder> Activated { get; } = [];

    public List<string> Ended { get; } = [];

    public List<(string Id, bool IsAsked)> FreshnessAsked { get; } = [];

    public List<(string Id, bool AreAsked)> ChangesAsked { get; } = [];

    /// <summary>How often a replay was asked for.</summary>
    public int ReplaysAsked { get; private set; }

    /// <summary>Why the last call of a subscription failed.</summary>
    public Dictionary<string, string> LastErrors { get; } = [];

    public DeliveryWatch Watch { get; private set; } = null!;

    public List<string> Troubles { get; } = [];

    public List<string> Failures { get; } = [];

    /// <summary>What the web host logs as errors: exceptions that nobody handled.</summary>
    public ErrorLog Errors { get; } = new();

    public string Folder => folder.FullName;

    public SqliteRegistry Registry { get; private set; } = null!;

    public SqliteLedger Ledger { get; private set; } = null!;

    public Registrar Registrar { get; private set; } = null!;

    public SigningCertificate Signer { get; private set; } = null!;

    public Handshake Handshake { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Every route that is served.</summary>
    public IReadOnlyList<Endpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)web!).DataSources.SelectMany(source => source.Endpoints)];

    public SingleProcessHost Partitions => partitions!;

    /// <param name="isOnLoopback">Behind Kestrel, instead of in memory.</param>
    public static async Task<ServerRig> StartAsync(
        SubscriptionLimits? limits = null,
        IngestOptions? ingestOptions = null,
        bool isOnLoopback = false,
        ClientRateOptions? rates = null,
        RealmHosts? realms = null,
        IReadOnlyList<IssuerOptions>? issuers = null
    )
    {
        var rig = new ServerRig { realms = realms ?? RealmHosts.All, issuers = issuers ?? [] };
        await rig.OpenAsync(
            limits ?? new SubscriptionLimits(),
            ingestOptions ?? new IngestOptions(),
            isOnLoopback,
            rates ?? new ClientRateOptions()
        );
        return rig;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await web!.DisposeAsync();
        issuerRoom!.Dispose();
        await partitions!.DisposeAsync();
        await Ledger.DisposeAsync();
        await Registry.DisposeAsync();
        Signer.Dispose();
        folder.Delete(recursive: true);
    }

    public async Task<Account> AddAccountAsync(string name = "Acme", string marketplace = Us, string? advertiser = null)
    {
        var made = new NewAccount
        {
            Name = name,
            Marketplace = marketplace,
            AdvertiserId = advertiser,
        };
        return (await Registrar.AddAccountAsync(made, Cancel)).Value.ShouldNotBeNull();
    }

    public async Task<Issued<ApiClient>> AddClientAsync() =>
        (await Registrar.AddClientAsync("tool", Cancel)).Value.ShouldNotBeNull();

    public async Task<string> AddRefreshTokenAsync(Issued<ApiClient> client, string user, params Account[] accounts) =>
        (await Registrar.AddRefreshTokenAsync(client.Thing.ClientId, user, [.. accounts.Select(account => account.Key)], Cancel))
            .Value.ShouldNotBeNull()
            .Secret;

    public async Task<string> AddIngestKeyAsync(string holder, params Account[] accounts) =>
        (await Registrar.AddIngestKeyAsync(holder, [.. accounts.Select(account => account.Key)], Cancel))
            .Value.ShouldNotBeNull()
            .Secret;

    /// <summary>A caller with a fresh access token, for one profile.</summary>
    public async Task<ApiCaller> CallerAsync(Account account, Issued<ApiClient>? client = null, string user = "ann@example.com")
    {
        client ??= await AddClientAsync();
        var refresh = await AddRefreshTokenAsync(client, user, account);
        var (status, body) = await TokenAsync(client.Thing.ClientId, client.Secret, refresh);
        status.ShouldBe(HttpStatusCode.OK);
        return new ApiCaller(Http, body.GetProperty("access_token").GetString()!, client.Thing.ClientId, account.ProfileId);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> TokenAsync(string clientId, string secret, string refresh)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = clientId,
                ["client_secret"] = secret,
                ["refresh_token"] = refresh,
            }
        );
        using var response = await Http.PostAsync("/auth/o2/token", form, Cancel);
        return (response.StatusCode, await ReadAsync(response));
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> SendEventsAsync(string key, string batch, params string[] lines) =>
        SendBytesAsync(key, batch, Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendBytesAsync(
        string key,
        string? batch,
        byte[] body,
        string? encoding = null,
        string path = "/ingest/v1/events",
        HttpMethod? method = null
    )
    {
        method ??= path.Contains("/events", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Put;
        using var request = new HttpRequestMessage(method, path);
        request.Content = new ByteArrayContent(body);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (batch is not null)
        {
            request.Headers.Add("Idempotency-Key", batch);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Http.SendAsync(request, Cancel);
        return (response.StatusCode, await ReadAsync(response));
    }

    /// <summary>Publishes everything and adds up the clicks of the account.</summary>
    public async Task<long> ClicksAsync(Account account)
    {
        Platform.Advance(TimeSpan.FromHours(2));
        await Partitions.TurnAsync();
        var blocks = await Ledger.ReadBlocksAsync(new StreamId(account.Key, "sp-traffic"), 0, 1000, Cancel);
        return blocks
            .SelectMany(block => Engine.Rendered.Messages(block.Data))
            .Sum(record => JsonSerializer.Deserialize<JsonElement>(record).GetProperty("clicks").GetInt64());
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadAsByteArrayAsync(Cancel) is { Length: > 0 } bytes
            ? JsonSerializer.Deserialize<JsonElement>(bytes)
            : default;

    private async Task OpenAsync(
        SubscriptionLimits limits,
        IngestOptions ingestOptions,
        bool isOnLoopback,
        ClientRateOptions rates
    )
    {
        issuerRoom = await IssuerRoom.OpenAsync(issuers, Wall, Failures.Add, Cancel);
        Registry = new SqliteRegistry(Path.Combine(Folder, "registry.db"));
        await Registry.OpenAsync(Cancel);
        Ledger = new SqliteLedger(Path.Combine(Folder, "ledger.db"));
        var chance = new SystemChance();
        Registrar = new Registrar(Registry, chance);
        Signer = SigningCertificate.OpenOrCreate(Folder, Wall);
        Space = new SpaceWatch(Disk, new SpaceOptions(), Wall, Failures.Add);
        partitions = await SingleProcessHost.StartAsync(
            Ledger,
            new PartitionHostOptions { HashSeed = 5, Partitions = 4 },
            Platform,
            TimeProvider.System,
            _ => { },
            (_, _) => { },
            (_, fault) =>
            {
                if (fault is StorageFullException)
                {
                    Space.Refused();
                }
                else
                {
                    Failures.Add(fault.Message);
                }
            },
            Cancel
        );
        Doctor = new Doctor(Inspector, new DoctorOptions { Principal = Principal }, Wall);
        Diagnoses = new DiagnosisRoom(Doctor, Registry, Registry, Wall, Failures.Add);
        Handshake = NewHandshake(Registry);
        var events = new SubscriptionEvents(Handshake.Wake, Activated.Add, Ended.Add)
        {
            FreshnessAsked = (id, isAsked) => FreshnessAsked.Add((id, isAsked)),
            ChangesAsked = (id, areAsked) => ChangesAsked.Add((id, areAsked)),
        };
        var subscriptions = new SubscriptionService(Registry, Ledger, chance, Wall, events, limits) { Doctor = Doctor };
        Watch = new DeliveryWatch(
            new RetentionOptions(),
            new PumpOptions(),
            Registry,
            Ledger,
            id => LastErrors.GetValueOrDefault(id),
            Wall,
            Platform
        );
        var ingest = new IngestService(partitions, ingestOptions, Platform, hashSeed: 5) { Space = Space };
        var services = new ServerServices(subscriptions, Registry, chance, Signer, ingest, Wall, rates)
        {
            Audit = Registry,
            Realms = realms,
            Issuers = issuerRoom,
            Snapshots = new SnapshotService(Registry, partitions, Wall),
            Replays = new ReplayService(Registry, Registry, Ledger, chance, Wall, () => ReplaysAsked++),
            DeadLetters = new DeadLetterService(
                Registry,
                Registry,
                Ledger,
                new Redrive(Registry, Registry, Queues, Wall),
                Wall,
                new DeadLetterOptions { LettersMax = 3 }
            ),
            Deliveries = Watch,
            Doctor = Doctor,
            Diagnoses = Diagnoses,
            TestMessages = new TestMessageService(Registry, Queues, chance, Wall),
            Figures = partitions.Figures,
            Space = Space,
            SetClock = (time, _) =>
            {
                lock (Platform)
                {
                    // As the clock of a sandbox does: never back.
                    Platform.SetUtcNow(time > Platform.GetUtcNow() ? time : Platform.GetUtcNow());
                }

                return Partitions.TurnAsync();
            },
            Tell = Failures.Add,
        };
        await ServeAsync(services, isOnLoopback);
    }

    public Handshake NewHandshake(ISubscriptionStore store) =>
        new(
            store,
            new Activation(store, Ledger, Activated.Add),
            Queues,
            Signer,
            new SystemChance(),
            Wall,
            new HandshakeOptions { PublicUrl = PublicUrl },
            (_, why) => Troubles.Add(why)
        )
        {
            Taken = Diagnoses.Taken,
        };

    private async Task ServeAsync(ServerServices services, bool isOnLoopback)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Errors);
        if (isOnLoopback)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.WebHost.ReceiveInLargeBlocks();
        web = builder.Build();
        ServerRoutes.Map(web, services);
        await web.StartAsync(Cancel);
        var wire = isOnLoopback ? new HttpClientHandler() : web.GetTestServer().CreateHandler();
        Http = new HttpClient(new DescribedAnswers(wire))
        {
            BaseAddress = new Uri(isOnLoopback ? web.Urls.First() : "http://localhost/"),
        };
    }
}
