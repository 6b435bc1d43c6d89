using DuckDB.NET.Data;
using Millrace.EndToEnd.Processes;
using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd;

/// <summary>
/// Real clicks from a file through ingest, a confirmed subscription and a queue into the landed table, against a plain SQL
/// aggregation of the file. MILLRACE_CLICKS names a larger file of the same shape.
/// </summary>
public sealed class RealInputTests
{
    private static readonly string File =
        Environment.GetEnvironmentVariable("MILLRACE_CLICKS")
        ?? Path.Combine(RepositoryFiles.Root, "tests", "EndToEnd", "data", "clicks.csv");

    private static readonly string Clicks = $"""
        SELECT 'clicks-' || row_number() OVER () AS event_id, 'click' AS type, click_time AS time,
               '{Stack.AdvertiserId}' AS advertiser_id, '{Stack.MarketplaceId}' AS marketplace_id,
               'app' || app AS campaign_id, 'channel' || channel AS ad_group_id, 'device' || device AS ad_id, 'os' || os AS keyword_id,
               'Other on-Amazon' AS placement, CAST(0.000001 * (1 + app * 7919 % 999983) AS DECIMAL(18, 6)) AS cost
        FROM read_csv('{File}', timestampformat = '%Y-%m-%d %H:%M:%S')
        """;

    [Fact]
    public async Task What_lands_equals_a_plain_aggregation_of_the_file_and_sending_it_again_changes_nothing()
    {
        await using var stack = await Stack.StartAsync("Asia/Shanghai", virtualStart: null);
        var expected = Expected();
        var count = Scalar($"SELECT count(*) FROM ({Clicks})");
        Task<string> IngestAsync(string id, string sql, int lines) =>
            MillraceProcess.RunAsync(
                "ingest",
                "--server",
                stack.Address,
                "--key",
                stack.IngestKey,
                "--import",
                "--batch-id",
                id,
                "--batch-lines",
                $"{lines}",
                "--sql",
                sql
            );

        // Half of it first; then all of it, in another order and in other batches; then once more as it was.
        await IngestAsync("half", $"SELECT * FROM ({Clicks}) WHERE hash(event_id) % 2 = 0", 700);
        await IngestAsync("shuffled", $"SELECT * FROM ({Clicks}) ORDER BY hash(event_id)", 3000);
        (await IngestAsync("shuffled", $"SELECT * FROM ({Clicks}) ORDER BY hash(event_id)", 3000)).ShouldContain(
            $"{count} of them known before"
        );
        (await IngestAsync("plain", Clicks, 5000)).ShouldContain($"{count} of them known before");

        await stack.LandedAsync("SELECT CAST(sum(clicks) AS BIGINT) FROM \"amazon-marketing-stream\".\"sp-traffic\"", count);
        var landed = await stack.QueryAsync(
            """
            SELECT time_window_start, campaign_id, ad_group_id, ad_id, keyword_id, CAST(sum(clicks) AS BIGINT) AS clicks,
                   CAST(sum(cost) * 1000000 AS BIGINT) AS cost
            FROM "amazon-marketing-stream"."sp-traffic" GROUP BY ALL ORDER BY ALL
            """
        );
        landed.ShouldBe(expected);
    }

    private static List<string> Expected()
    {
        var rows = new List<string>();
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT strftime(date_trunc('hour', time + INTERVAL 8 HOUR), '%Y-%m-%dT%H:00:00+08:00') AS time_window_start,
                   campaign_id, ad_group_id, ad_id, keyword_id, count(*), CAST(sum(cost) * 1000000 AS BIGINT)
            FROM ({Clicks}) GROUP BY ALL ORDER BY ALL
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    private static long Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
