using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.App.Bench;

/// <summary>The way in as one process has it, on a ledger of its own that is gone afterwards: ingest service, partitions, SQLite.</summary>
internal sealed class IngestStand : IAsyncDisposable, IEventAccounts
{
    private readonly Dictionary<string, EventAccount> accounts;
    private readonly PartitionHostOptions options;
    private readonly string path;
    private int batches;

    private IngestStand(int accounts, PartitionHostOptions options, string folder)
    {
        AccountZone.TryFind("America/Los_Angeles", out var zone);
        this.accounts = Enumerable
            .Range(0, accounts)
            .Select(key => new EventAccount(key, EventLines.Advertiser(key), EventLines.Marketplace, "USD", zone!))
            .ToDictionary(account => account.AdvertiserId, StringComparer.Ordinal);
        this.options = options;
        path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"ledger-{Environment.ProcessId}-{Made++}.db"));
        Ledger = new SqliteLedger(path);
        Host = null!;
        Ingest = null!;
    }

    private static StreamPipeReaderOptions Blocks { get; } = new(bufferSize: 128 << 10, minimumReadSize: 64 << 10);

    private static int Made { get; set; }

    /// <summary>Platform time.</summary>
    public SetTime Clock { get; } = new(EventLines.Start);

    public SqliteLedger Ledger { get; private set; }

    public SingleProcessHost Host { get; private set; }

    public IngestService Ingest { get; private set; }

    /// <summary>Called for each stream that has new blocks.</summary>
    public Action<StreamId> Published { get; set; } = _ => { };

    public static async Task<IngestStand> StartAsync(
        string folder,
        PartitionHostOptions options,
        int accounts = EventLines.Advertisers
    )
    {
        var stand = new IngestStand(accounts, options, folder);
        await stand.OpenAsync();
        return stand;
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        Span<char> name = stackalloc char[64];
        var length = Encoding.UTF8.GetChars(advertiserId, name);
        return accounts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out var found) ? found : null;
    }

    /// <summary>Takes a body of lines; answers how many events of it are in the ledger.</summary>
    public async Task<long> SendAsync(Stream body)
    {
        var reader = PipeReader.Create(body, Blocks);
        var outcome = await Ingest.TakeEventsAsync(this, "bench", NextId(), reader, isImport: false, CancellationToken.None);
        await reader.CompleteAsync();
        return Accepted(outcome);
    }

    /// <summary>The same for a body of the binary form.</summary>
    public async Task<long> SendBinaryAsync(Stream body)
    {
        var reader = PipeReader.Create(body, Blocks);
        var outcome = await Ingest.TakeBinaryEventsAsync(
            this,
            "bench",
            NextId(),
            reader,
            isImport: false,
            CancellationToken.None
        );
        await reader.CompleteAsync();
        return Accepted(outcome);
    }

    /// <summary>Gives the process's memory up and opens the ledger again, as after kill -9.</summary>
    public async Task ReopenAsync()
    {
        await Host.DisposeAsync();
        await Ledger.DisposeAsync();
        Ledger = new SqliteLedger(path);
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Ledger.DisposeAsync();
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"))
        {
            File.Delete(left);
        }
    }

    private static long Accepted(IngestOutcome outcome) =>
        outcome is IngestOutcome.Taken { RefusedCount: 0 } taken
            ? taken.Accepted
            : throw new InvalidOperationException($"A body was answered {outcome}.");

    private string NextId() => Interlocked.Increment(ref batches).ToString(CultureInfo.InvariantCulture);

    private async Task OpenAsync()
    {
        Host = await SingleProcessHost.StartAsync(
            Ledger,
            options,
            Clock,
            TimeProvider.System,
            stream => Published(stream),
            (partition, fault) => Environment.FailFast($"Partition {partition} of the bench failed.", fault),
            CancellationToken.None
        );
        Ingest = new IngestService(Host, new IngestOptions(), Clock, options.HashSeed);
    }

    /// <summary>A clock that stands where it was set.</summary>
    internal sealed class SetTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
