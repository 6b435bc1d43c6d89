using System.Data.Common;
using System.Text.Json;
using DuckDB.NET.Data;
using Millrace.EndToEnd.Processes;
using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd;

/// <summary>
/// Journeys of customers from a file: what they saw, in which channel, and what they bought. It has no clicks, so that what was seen
/// stands for them; a channel is a campaign and its own product. MILLRACE_JOURNEYS names a larger file of the same shape, and
/// MILLRACE_JOURNEYS_COUNTS the conversions within 1, 7, 14 and 30 days and those without a touch that were counted elsewhere.
/// </summary>
internal static class JourneyFile
{
    private static readonly string File =
        Environment.GetEnvironmentVariable("MILLRACE_JOURNEYS")
        ?? Path.Combine(RepositoryFiles.Root, "tests", "EndToEnd", "data", "journeys.csv");

    private static readonly string Journeys = $"""
        SELECT row_number() OVER () AS number, customer_id AS shopper, time, channel, interaction = 'conversion' AS is_purchase,
               CAST(conversion_value AS DECIMAL(18, 6)) AS value
        FROM read_csv('{File}', types = {Types})
        """;

    private const string Types = "{'time': 'TIMESTAMP', 'conversion_value': 'DECIMAL(18, 6)'}";
    private const string Touch = "{'time': time, 'channel': channel}";

    /// <summary>Conversions within 1, 7, 14 and 30 days of a click, and purchases without one.</summary>
    public static string Counts { get; } = Environment.GetEnvironmentVariable("MILLRACE_JOURNEYS_COUNTS") ?? "73,107,137,153,49";

    /// <summary>All events as lines of the ingest format, in the order of the file.</summary>
    public static List<(DateTime Time, string Line)> Lines() =>
        Read(
            $"SELECT number, shopper, time, channel, is_purchase, value FROM ({Journeys}) ORDER BY number",
            row =>
            {
                var (number, shopper, time) = (row.GetInt64(0), row.GetString(1), row.GetDateTime(2));
                var (channel, isPurchase) = (row.GetString(3), row.GetBoolean(4));
                var fields = new Dictionary<string, object>
                {
                    ["event_id"] = $"journey-{number}",
                    ["type"] = isPurchase ? "purchase" : "click",
                    ["time"] = $"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}",
                    ["advertiser_id"] = Stack.AdvertiserId,
                    ["marketplace_id"] = Stack.MarketplaceId,
                    ["shopper_id"] = shopper,
                    ["sku"] = channel,
                };
                if (isPurchase)
                {
                    fields["sales"] = row.GetDecimal(5);
                }
                else
                {
                    fields["ad_product"] = "SP";
                    fields["campaign_id"] = channel;
                    fields["ad_group_id"] = fields["ad_id"] = fields["keyword_id"] = "1";
                    fields["placement"] = "Other on-Amazon";
                }

                return (time, JsonSerializer.Serialize(fields));
            }
        );

    /// <summary>What the file sums to by hour and channel of the last touch, as <see cref="Landed"/> asks for it.</summary>
    public static List<string> Expected() =>
        Read(
            $"""
            WITH {Credited}
            SELECT strftime(date_trunc('hour', touch.time + INTERVAL 8 HOUR), '%Y-%m-%dT%H:00:00+08:00'), touch.channel,
                   {Metrics(days =>
                $"""
                   count(*) FILTER (within <= {days}), count(*) FILTER (within <= {days} AND channel = touch.channel),
                   CAST(coalesce(sum(value) FILTER (within <= {days}), 0) * 1000000 AS BIGINT),
                   CAST(coalesce(sum(value) FILTER (within <= {days} AND channel = touch.channel), 0) * 1000000 AS BIGINT),
                   count(*) FILTER (within <= {days})
                """
            )}
            FROM credited WHERE within <= 30 GROUP BY ALL ORDER BY ALL
            """,
            Comma
        );

    /// <summary>The same figures of the file as <see cref="Counts"/> has them.</summary>
    public static string Counted() =>
        Read(
            $"""
            WITH {Credited}
            SELECT count(*) FILTER (within <= 1), count(*) FILTER (within <= 7), count(*) FILTER (within <= 14),
                   count(*) FILTER (within <= 30), count(*) FILTER (coalesce(within > 30, true)) FROM credited
            """,
            Comma
        )[0];

    /// <summary>The query on the landed table; what came and went again is not in it.</summary>
    public static string Landed { get; } =
        $"""
            SELECT time_window_start, campaign_id, {Metrics(days => $"""
                CAST(sum(attributed_conversions_{days}d) AS BIGINT), CAST(sum(attributed_conversions_{days}d_same_sku) AS BIGINT),
                CAST(sum(attributed_sales_{days}d) * 1000000 AS BIGINT), CAST(sum(attributed_sales_{days}d_same_sku) * 1000000 AS BIGINT),
                CAST(sum(attributed_units_ordered_{days}d) AS BIGINT)
                """)}
            FROM "amazon-marketing-stream"."sp-conversion"
            GROUP BY ALL HAVING sum(attributed_conversions_30d) <> 0 OR sum(attributed_sales_30d) <> 0 ORDER BY ALL
            """;

    /// <summary>Each purchase with its last touch, in the customer's order; in the same second a touch is before a purchase.</summary>
    private static string Credited =>
        $"""
            credited AS (
              SELECT channel, value, touch, (epoch(time) - epoch(touch.time)) / 86400 AS within
              FROM (
                SELECT *, last_value(CASE WHEN NOT is_purchase THEN {Touch} END IGNORE NULLS)
                          OVER (PARTITION BY shopper ORDER BY time, is_purchase, number) AS touch
                FROM ({Journeys}))
              WHERE is_purchase)
            """;

    private static string Metrics(Func<int, string> of) => string.Join(", ", new[] { 1, 7, 14, 30 }.Select(of));

    private static string Comma(DbDataReader row) => string.Join(',', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));

    private static List<T> Read<T>(string sql, Func<DbDataReader, T> read)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
