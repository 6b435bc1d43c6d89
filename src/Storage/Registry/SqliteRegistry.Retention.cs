using Millrace.Runtime.Ports;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry : IRetentionStore
{
    public async ValueTask<IReadOnlyList<DroppedRecords>> NoteDroppedAsync(
        IReadOnlyList<BlockPlace> blocks,
        CancellationToken cancel
    )
    {
        var streams = blocks.GroupBy(block => block.Stream).Select(stream => stream.ToList()).ToList();

        // Looked at first, so that the usual sweep writes nothing.
        var missed = await ReadAsync(sql => streams.Where(stream => IsMissed(sql, stream)).ToList(), cancel);
        return missed.Count == 0
            ? []
            : await WriteAsync<IReadOnlyList<DroppedRecords>>(
                sql =>
                    [
                        .. missed
                            .SelectMany(stream => NoteDropped(sql, stream))
                            .GroupBy(lost => lost.Subscription)
                            .Select(lost => new DroppedRecords(lost.Key, lost.Sum(one => one.Records))),
                    ],
                cancel
            );
    }

    public ValueTask<StoredDelivery?> ReadDeliveryAsync(string subscription, CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    """
                    SELECT COALESCE(cursor.publication, 0), COALESCE(row, 0), failing_since,
                        (SELECT COUNT(*) FROM dead_letter WHERE dead_letter.subscription = id), COALESCE(records, 0), published
                    FROM subscription LEFT JOIN cursor ON cursor.subscription = id LEFT JOIN dropped ON dropped.subscription = id
                    WHERE id = $id
                    """,
                    row => new StoredDelivery(
                        new StreamCursor(row.GetInt64(0), row.GetInt32(1)),
                        row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
                        row.GetInt64(3),
                        row.GetInt64(4),
                        row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(5))
                    ),
                    ("$id", subscription)
                ),
            cancel
        );

    public ValueTask<IReadOnlyList<Subscription>> ReadTroubledAsync(long afterSequence, int max, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Subscription>>(
            sql =>
                sql.All(
                    $"""
                    SELECT {Columns} FROM {Subscriptions}
                    WHERE (failing_since IS NOT NULL OR status = 7) AND sequence > $after ORDER BY sequence LIMIT $max
                    """,
                    ReadSubscription,
                    ("$after", afterSequence),
                    ("$max", max)
                ),
            cancel
        );

    private static bool IsMissed(RegistrySql sql, List<BlockPlace> blocks) =>
        sql.Count(
            """
            SELECT EXISTS (
                    SELECT 1 FROM subscription JOIN cursor ON cursor.subscription = id
                    WHERE account = $account AND dataset = $dataset AND status IN (3, 7) AND publication <= $through)
                OR EXISTS (SELECT 1 FROM dead_letter WHERE account = $account AND dataset = $dataset AND publication <= $through)
            """,
            OfStream(blocks)
        ) > 0;

    private static IEnumerable<DroppedRecords> NoteDropped(RegistrySql sql, List<BlockPlace> blocks)
    {
        var newest = blocks.MaxBy(block => block.Publication)!;
        var letters = sql.All(
            "DELETE FROM dead_letter WHERE account = $account AND dataset = $dataset AND publication <= $through RETURNING subscription",
            row => new DroppedRecords(row.GetString(0), 1),
            OfStream(blocks)
        );
        var behind = sql.All(
            """
            SELECT id, cursor.publication, row, COALESCE(dropped.publication, 0)
            FROM subscription JOIN cursor ON cursor.subscription = id LEFT JOIN dropped ON dropped.subscription = id
            WHERE account = $account AND dataset = $dataset AND status IN (3, 7) AND cursor.publication <= $through
            """,
            row => new DroppedRecords(
                row.GetString(0),
                RowsFrom(blocks, new StreamCursor(row.GetInt64(1), row.GetInt32(2)), noted: row.GetInt64(3))
            ),
            OfStream(blocks)
        );
        var lost = letters
            .Concat(behind)
            .GroupBy(one => one.Subscription)
            .Select(ones => new DroppedRecords(ones.Key, ones.Sum(one => one.Records)))
            .Where(one => one.Records > 0)
            .ToList();
        foreach (var (subscription, records) in lost)
        {
            sql.Run(
                """
                INSERT INTO dropped (subscription, records, publication, published)
                    VALUES ($id, $records, $publication, $published) ON CONFLICT DO UPDATE SET
                    records = records + excluded.records, publication = MAX(publication, excluded.publication),
                    published = MAX(published, excluded.published)
                """,
                ("$id", subscription),
                ("$records", records),
                ("$publication", newest.Publication),
                ("$published", newest.Published?.ToUnixTimeSeconds() ?? 0)
            );
        }

        return lost;
    }

    /// <param name="noted">Through which publication it was counted before.</param>
    private static long RowsFrom(List<BlockPlace> blocks, StreamCursor cursor, long noted) =>
        blocks
            .Where(block => block.Publication >= cursor.Publication && block.Publication > noted)
            .Sum(block => block.Publication == cursor.Publication ? Math.Max(0, block.Rows - cursor.Row) : (long)block.Rows);

    private static (string, object?)[] OfStream(List<BlockPlace> blocks) =>
        [
            ("$account", blocks[0].Stream.Account),
            ("$dataset", blocks[0].Stream.Dataset),
            ("$through", blocks.Max(block => block.Publication)),
        ];
}
