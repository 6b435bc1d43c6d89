using DuckDB.NET.Data;
using Millrace.Runtime.Partitions;

namespace Millrace.App.Bench;

/// <summary>The two sides of the first row: bodies of a file into a ledger, and the same file into DuckDB.</summary>
internal sealed class IngestRun(string file, string folder)
{
    /// <summary>Just below the largest body that is taken: the larger a batch, the more of its events fall into one cell.</summary>
    private const long BodyBytes = 62 << 20;

    /// <summary>Groups of the file, known after DuckDB has run once.</summary>
    public long Groups { get; private set; }

    /// <summary>Events accepted, each fact of them synced.</summary>
    public async Task<long> RunOwnAsync()
    {
        await using var stand = await IngestStand.StartAsync(folder, new PartitionHostOptions { Partitions = 1, HashSeed = 42 });
        return await SendFileAsync(stand, senders: 1);
    }

    /// <summary>Sends the file as bodies of whole lines out of the page cache, so many at a time.</summary>
    public async Task<long> SendFileAsync(IngestStand stand, int senders)
    {
        stand.Clock.Now = EventLines.Start.AddHours(EventFile.Hours);
        using var handle = File.OpenHandle(file);
        var accepted = 0L;
        await Parallel.ForEachAsync(
            Bodies(),
            new ParallelOptions { MaxDegreeOfParallelism = senders },
            async (place, _) =>
            {
                await using var body = new FileBody(handle, place.From, place.Length);
                Interlocked.Add(ref accepted, await stand.SendAsync(body));
            }
        );
        return accepted;
    }

    /// <summary>
    /// Events that DuckDB has grouped, into a table in memory: a query that only counted its groups would never read the columns
    /// that it does not show.
    /// </summary>
    public long RunDuckDb()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $$"""
            SET threads = 1;
            SET preserve_insertion_order = false;
            CREATE TEMP TABLE cells AS
              SELECT date_trunc('hour', time) AS hour, advertiser_id, marketplace_id, campaign_id, ad_group_id, ad_id, keyword_id, placement,
                     sum(CASE WHEN type = 'impression' THEN 1 ELSE 0 END) AS impressions,
                     sum(CASE WHEN type = 'click' THEN 1 ELSE 0 END) AS clicks,
                     sum(cost) AS cost, any_value(keyword_text) AS keyword_text, any_value(match_type) AS match_type
              FROM read_ndjson('{{file.Replace("'", "''", StringComparison.Ordinal)}}', columns = {
                event_id: 'VARCHAR', type: 'VARCHAR', time: 'TIMESTAMP', advertiser_id: 'VARCHAR', marketplace_id: 'VARCHAR',
                ad_product: 'VARCHAR', campaign_id: 'VARCHAR', ad_group_id: 'VARCHAR', ad_id: 'VARCHAR', keyword_id: 'VARCHAR',
                match_type: 'VARCHAR', placement: 'VARCHAR', currency: 'VARCHAR', keyword_text: 'VARCHAR', cost: 'DECIMAL(18,6)' })
              GROUP BY ALL;
            SELECT count(*), sum(impressions + clicks)::BIGINT FROM cells;
            """;
        using var reader = command.ExecuteReader();
        reader.NextResult();
        reader.Read();
        Groups = reader.GetInt64(0);
        return reader.GetInt64(1);
    }

    private IEnumerable<(long From, long Length)> Bodies()
    {
        const long Whole = BodyBytes / EventLines.LineBytes * EventLines.LineBytes;
        var size = new FileInfo(file).Length;
        for (var from = 0L; from < size; from += Whole)
        {
            yield return (from, Math.Min(Whole, size - from));
        }
    }
}
