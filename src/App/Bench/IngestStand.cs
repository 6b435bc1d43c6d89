using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;
using Millrace.Storage.Ledger;

namespace Millrace.App.Bench;

/// <summary>The way in as one process has it, on a ledger of its own that is gone afterwards: ingest service, partitions, SQLite.</summary>
internal sealed class IngestStand : IAsyncDisposable
{
    private readonly BodySender sender;
    private PartitionHostOptions options;
    private readonly string path;
    private IngestService ingest;

    private IngestStand(int accounts, PartitionHostOptions options, string folder)
    {
        sender = new BodySender(new BenchAccounts(accounts));
        this.options = options;
        path = BenchFile.New(folder, "ledger");
        Ledger = new SqliteLedger(path);
        Host = null!;
        ingest = null!;
    }

    /// <summary>Platform time.</summary>
    public SetTime Clock { get; } = new(EventLines.Start);

    public SqliteLedger Ledger { get; private set; }

    public SingleProcessHost Host { get; private set; }

    /// <summary>Called for each stream that has new blocks.</summary>
    public Action<StreamId> Published { get; set; } = _ => { };

    /// <summary>Size of the ledger on disk.</summary>
    public long LedgerBytes => BenchFile.Bytes(path);

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

    /// <summary>Takes a body of lines; answers how many events of it are in the ledger.</summary>
    public Task<long> SendAsync(Stream body) => sender.SendAsync(ingest, body);

    /// <summary>The same for a body of the binary form.</summary>
    public Task<long> SendBinaryAsync(Stream body) => sender.SendBinaryAsync(ingest, body);

    /// <summary>Takes a body of product lines.</summary>
    public Task SendProductsAsync(Stream body) => sender.SendProductsAsync(ingest, body);

    /// <summary>Bytes of all partitions' journals that no page holds.</summary>
    public async Task<long> JournalBytesAsync()
    {
        var bytes = 0L;
        for (var partition = 0; partition < Host.Partitions; partition++)
        {
            await foreach (var entry in Ledger.ReadJournalAsync(partition, 0, CancellationToken.None))
            {
                bytes += entry.Data.Length;
            }
        }

        return bytes;
    }

    /// <summary>Gives the process's memory up and opens the ledger again, as after kill -9.</summary>
    /// <param name="changed">With other options; null: with the same.</param>
    public async Task ReopenAsync(PartitionHostOptions? changed = null)
    {
        options = changed ?? options;
        await Host.DisposeAsync();
        await Ledger.DisposeAsync();
        Ledger = new SqliteLedger(path);
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Ledger.DisposeAsync();
        BenchFile.Delete(path);
    }

    private async Task OpenAsync()
    {
        Host = await SingleProcessHost.StartAsync(
            Ledger,
            options,
            Clock,
            TimeProvider.System,
            stream => Published(stream),
            (_, _) => { },
            (partition, fault) => Environment.FailFast($"Partition {partition} of the bench failed.", fault),
            CancellationToken.None
        );
        ingest = new IngestService(Host, new IngestOptions(), Clock, options.HashSeed);
    }
}
