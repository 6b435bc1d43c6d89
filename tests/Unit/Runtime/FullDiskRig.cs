using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.Unit.Runtime;

/// <summary>
/// The way in and the partitions on a ledger whose file may be kept from growing. Each batch has a campaign of its own, so that what is
/// published tells which of them counts.
/// </summary>
internal sealed class FullDiskRig : IEventAccounts, IAsyncDisposable
{
    public const int Partitions = 4;
    public const int Accounts = 6;
    private static readonly DateTimeOffset Start = new(2026, 7, 12, 16, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-full");
    private readonly List<EventAccount> accounts;
    private SingleProcessHost? host;
    private IngestService? ingest;

    public FullDiskRig()
    {
        AccountZone.TryFind("Europe/Berlin", out var zone).ShouldBeTrue();
        accounts = [.. Enumerable.Range(1, Accounts).Select(key => new EventAccount(key, $"ADV{key}", "MKT", "EUR", zone))];
    }

    public FakeTimeProvider Platform { get; } = new(Start);

    public SqliteLedger Ledger { get; private set; } = null!;

    public SingleProcessHost Host => host!;

    /// <summary>Everything that partitions have told.</summary>
    public ConcurrentBag<Exception> Failures { get; } = [];

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var advertiser = Encoding.UTF8.GetString(advertiserId);
        return accounts.Find(account => account.AdvertiserId == advertiser);
    }

    public async Task StartAsync()
    {
        Ledger = new SqliteLedger(Path.Combine(folder.FullName, "ledger.db"));
        var options = new PartitionHostOptions
        {
            HashSeed = 5,
            Partitions = Partitions,
            TailBytesMax = 20_000 * Partitions,
            PageBytesPerEntryMax = 4_000,
            ReopenAfter = TimeSpan.FromMilliseconds(5),
        };
        host = await SingleProcessHost.StartAsync(
            Ledger,
            options,
            Platform,
            TimeProvider.System,
            _ => { },
            (_, _) => { },
            (_, fault) => Failures.Add(fault),
            CancellationToken.None
        );
        ingest = new IngestService(host, new IngestOptions(), Platform, hashSeed: 5);
    }

    public async Task StopAsync()
    {
        await (host?.DisposeAsync() ?? default);
        await Ledger.DisposeAsync();
    }

    /// <summary>From here on the file does not grow.</summary>
    public Task FillAsync() => Ledger.BoundPagesAsync(1);

    public Task FreeAsync() => Ledger.BoundPagesAsync(1 << 30);

    /// <summary>Sends clicks of one batch, shared out over all accounts.</summary>
    public Task<IngestOutcome> SendAsync(int batch, int clicks)
    {
        var at = Start.AddMinutes(-30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var lines = Enumerable
            .Range(0, clicks)
            .Select(click =>
                $$"""{"event_id":"{{batch}}-{{click}}","type":"click","time":"{{at}}","advertiser_id":"ADV{{1
                    + (click % Accounts)}}","marketplace_id":"MKT","campaign_id":"{{batch}}","ad_group_id":"2","ad_id":"{{click}}","keyword_id":"4","placement":"Other on-Amazon","cost":0.25}"""
            );
        var body = PipeReader.Create(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        return ingest!.TakeEventsAsync(this, "tests", $"batch {batch}", body, isImport: false, CancellationToken.None);
    }

    /// <summary>Publishes everything; answers the clicks by account and batch.</summary>
    public async Task<Dictionary<(int Account, int Batch), long>> ClicksAsync()
    {
        Platform.Advance(TimeSpan.FromHours(2));
        await Host.TurnAsync();
        var clicks = new Dictionary<(int, int), long>();
        foreach (var account in accounts)
        {
            var blocks = await Ledger.ReadBlocksAsync(new StreamId(account.Key, "sp-traffic"), 0, 10_000, CancellationToken.None);
            foreach (var message in blocks.SelectMany(block => Engine.Rendered.Messages(block.Data)))
            {
                var record = JsonSerializer.Deserialize<JsonElement>(message);
                var key = (account.Key, int.Parse(record.GetProperty("campaign_id").GetString()!, CultureInfo.InvariantCulture));
                clicks[key] = clicks.GetValueOrDefault(key) + record.GetProperty("clicks").GetInt64();
            }
        }

        return clicks;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }
}
