using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using DuckDB.NET.Data;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Runtime.Ingestion;
using Millrace.Runtime.Partitions;
using Millrace.Storage.Ledger;

namespace Millrace.App.Bench;

/// <summary>The two sides of the first row: bodies of a file into a ledger, and the same file into DuckDB.</summary>
internal sealed class IngestRun(string file, string folder) : IEventAccounts
{
    private const int BodyBytes = 4 << 20;
    private readonly Dictionary<string, EventAccount> accounts = MakeAccounts();
    private int runs;

    /// <summary>Groups of the file, known after DuckDB has run once.</summary>
    public long Groups { get; private set; }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        accounts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Ascii(advertiserId, stackalloc char[64]), out var found)
            ? found
            : null;

    /// <summary>Events accepted, each fact of them synced.</summary>
    public async Task<long> RunOwnAsync()
    {
        var path = Path.Combine(folder, FormattableString.Invariant($"ledger-{Environment.ProcessId}-{runs++}.db"));
        var now = DateTimeOffset.Parse(EventFile.Start, CultureInfo.InvariantCulture).AddHours(6);
        try
        {
            await using var ledger = new SqliteLedger(path);
            await using var host = await SingleProcessHost.StartAsync(
                ledger,
                new PartitionHostOptions { Partitions = 1, HashSeed = 42 },
                new FixedTime(now),
                TimeProvider.System,
                _ => { },
                (_, fault) => throw fault,
                CancellationToken.None
            );
            var ingest = new IngestService(host, new IngestOptions(), new FixedTime(now), hashSeed: 42);
            return await SendAsync(ingest);
        }
        finally
        {
            foreach (var left in Directory.EnumerateFiles(folder, Path.GetFileName(path) + "*"))
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>Events that DuckDB has grouped.</summary>
    public long RunDuckDb()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $$"""
            SET threads = 1;
            SELECT count(*), sum(impressions + clicks)::BIGINT FROM (
              SELECT date_trunc('hour', time) AS hour, advertiser_id, marketplace_id, campaign_id, ad_group_id, ad_id, keyword_id, placement,
                     sum(CASE WHEN type = 'impression' THEN 1 ELSE 0 END) AS impressions,
                     sum(CASE WHEN type = 'click' THEN 1 ELSE 0 END) AS clicks,
                     sum(cost) AS cost, any_value(keyword_text) AS keyword_text, any_value(match_type) AS match_type
              FROM read_ndjson('{{file.Replace("'", "''", StringComparison.Ordinal)}}', columns = {
                event_id: 'VARCHAR', type: 'VARCHAR', time: 'TIMESTAMP', advertiser_id: 'VARCHAR', marketplace_id: 'VARCHAR',
                ad_product: 'VARCHAR', campaign_id: 'VARCHAR', ad_group_id: 'VARCHAR', ad_id: 'VARCHAR', keyword_id: 'VARCHAR',
                match_type: 'VARCHAR', placement: 'VARCHAR', currency: 'VARCHAR', keyword_text: 'VARCHAR', cost: 'DECIMAL(18,6)' })
              GROUP BY ALL);
            """;
        using var reader = command.ExecuteReader();
        reader.NextResult();
        reader.Read();
        Groups = reader.GetInt64(0);
        return reader.GetInt64(1);
    }

    private async Task<long> SendAsync(IngestService ingest)
    {
        var (accepted, number) = (0L, 0);
        var buffer = new byte[BodyBytes];
        var kept = 0;
        await using var stream = File.OpenRead(file);
        while (
            await stream.ReadAtLeastAsync(buffer.AsMemory(kept), BodyBytes - kept, throwOnEndOfStream: false) + kept
                is var filled
                    and > 0
        )
        {
            var length = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            var body = PipeReader.Create(new ReadOnlySequence<byte>(buffer, 0, length));
            var id = number++.ToString(CultureInfo.InvariantCulture);
            var outcome = await ingest.TakeEventsAsync(this, "bench", id, body, isImport: false, CancellationToken.None);
            accepted += outcome is IngestOutcome.Taken { RefusedCount: 0 } taken
                ? taken.Accepted
                : throw new InvalidOperationException($"A body was answered {outcome}.");
            buffer.AsSpan(length, filled - length).CopyTo(buffer);
            kept = filled - length;
        }

        return accepted;
    }

    private static Span<char> Ascii(ReadOnlySpan<byte> bytes, Span<char> chars) => chars[..Encoding.UTF8.GetChars(bytes, chars)];

    private static Dictionary<string, EventAccount> MakeAccounts()
    {
        AccountZone.TryFind("America/Los_Angeles", out var zone);
        return EventFile
            .AdvertiserIds.Select((id, key) => new EventAccount(key, id, "ATVPDKIKX0DER", "USD", zone!))
            .ToDictionary(account => account.AdvertiserId, StringComparer.Ordinal);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
