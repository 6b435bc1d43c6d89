using System.Globalization;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;
using Millrace.Runtime.Retention;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry : INoticeStore
{
    /// <summary>That notices are kept is a row of the table of settings, which the admin command sees too. Its value counts those that were lost.</summary>
    private const string NoticesKey = "notices";

    /// <summary>How long it is told at most once of one subscription that records were dropped.</summary>
    private static readonly TimeSpan DropsToldApart = TimeSpan.FromDays(1);

    /// <summary>How many notices wait at most.</summary>
    internal int NoticesMax { get; init; } = 100_000;

    public async ValueTask KeepNoticesAsync(bool areKept, CancellationToken cancel)
    {
        // Looked at first: a file that needs no change is not written to.
        if (await ReadAsync(sql => LostOf(sql) is not null, cancel) == areKept)
        {
            return;
        }

        await WriteAsync(
            sql =>
                areKept
                    ? sql.Run($"INSERT INTO meta VALUES ('{NoticesKey}', '0'); UPDATE dropped SET told = records")
                    : sql.Run($"DELETE FROM meta WHERE key = '{NoticesKey}'; DELETE FROM notice; DELETE FROM warned"),
            cancel
        );
    }

    public async ValueTask TellAsync(IReadOnlyList<OwnerWarning> warnings, DateTimeOffset now, CancellationToken cancel)
    {
        // Looked at first, so that the usual sweep writes nothing.
        var isNew = await ReadAsync(
            sql =>
                DropsToTell(sql, now).Count > 0
                || ReadWarned(sql) is var told
                    && (told.Count != warnings.Count || warnings.Any(one => ShareOf(told, one) != one.Warning.Share)),
            cancel
        );
        if (isNew)
        {
            await WriteAsync(sql => TellWarnings(sql, warnings, now) + TellDrops(sql, now), cancel);
        }
    }

    public ValueTask<Notice?> FirstNoticeAsync(CancellationToken cancel) =>
        ReadAsync(
            sql =>
                sql.First(
                    $"""
                    SELECT {AccountColumns}, kind, text, at, dropped, notice.sequence, notice.id, time, subscription, dataset, client, user
                    FROM notice JOIN subscription ON subscription.id = notice.subscription JOIN account ON key = account
                    ORDER BY refusals, notice.sequence LIMIT 1
                    """,
                    row => new Notice(
                        row.GetInt64(14),
                        row.GetString(15),
                        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(16)),
                        ReadContent(row, 10),
                        row.GetString(17),
                        row.GetString(18),
                        row.GetString(19),
                        row.GetString(20),
                        ReadAccount(row)
                    )
                ),
            cancel
        );

    public async ValueTask RemoveNoticeAsync(long sequence, CancellationToken cancel) =>
        await WriteAsync(sql => sql.Run("DELETE FROM notice WHERE sequence = $sequence", ("$sequence", sequence)), cancel);

    public async ValueTask NoteRefusedAsync(long sequence, CancellationToken cancel) =>
        await WriteAsync(
            sql => sql.Run("UPDATE notice SET refusals = refusals + 1 WHERE sequence = $sequence", ("$sequence", sequence)),
            cancel
        );

    public async ValueTask<IReadOnlyList<(string Subscription, NoticeContent Content)>> EndNoticesAsync(
        DateTimeOffset before,
        CancellationToken cancel
    )
    {
        var time = ("$before", (object?)before.ToUnixTimeMilliseconds());
        var oldest = await ReadAsync(
            sql =>
                sql.Count("SELECT COUNT(*) FROM (SELECT time FROM notice ORDER BY sequence LIMIT 1) WHERE time < $before", time),
            cancel
        );
        return oldest == 0
            ? []
            : await WriteAsync(
                sql =>
                    sql.All(
                        "DELETE FROM notice WHERE time < $before RETURNING kind, text, at, dropped, subscription",
                        row => (row.GetString(4), ReadContent(row, 0)),
                        time
                    ),
                cancel
            );
    }

    public async ValueTask<long> TakeLostAsync(CancellationToken cancel)
    {
        var lost = await ReadAsync(LostOf, cancel) ?? 0;
        if (lost > 0)
        {
            await WriteAsync(
                sql => sql.Run($"UPDATE meta SET value = value - $lost WHERE key = '{NoticesKey}'", ("$lost", lost)),
                cancel
            );
        }

        return lost;
    }

    /// <summary>Puts a notice into the outbox, where they are kept at all; the oldest go where it is full, and are counted.</summary>
    private int Notify(RegistrySql sql, string subscription, NoticeContent content, DateTimeOffset now)
    {
        var added = sql.Run(
            $"""
            INSERT INTO notice (id, subscription, time, kind, text, at, dropped)
            SELECT 'msg_' || lower(hex(randomblob(16))), id, $now, $kind, $text, $at, $dropped FROM subscription
            WHERE id = $id AND EXISTS (SELECT 1 FROM meta WHERE key = '{NoticesKey}')
            """,
            ("$id", subscription),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$kind", (int)content.Kind),
            ("$text", content.Text),
            ("$at", content.At?.ToUnixTimeMilliseconds()),
            ("$dropped", content.Dropped)
        );
        var lost =
            added == 0 ? 0 : sql.Run("DELETE FROM notice WHERE sequence <= last_insert_rowid() - $max", ("$max", NoticesMax));
        return lost == 0 ? added : sql.Run($"UPDATE meta SET value = value + $lost WHERE key = '{NoticesKey}'", ("$lost", lost));
    }

    private int TellWarnings(RegistrySql sql, IReadOnlyList<OwnerWarning> warnings, DateTimeOffset now)
    {
        var told = ReadWarned(sql);
        foreach (var one in warnings.Where(one => ShareOf(told, one) < one.Warning.Share))
        {
            Notify(sql, one.Subscription, NoticeContent.Of(one.Warning), now);
        }

        sql.Run("DELETE FROM warned");
        sql.RunEach(
            "INSERT INTO warned SELECT id, ?2, ?3 FROM subscription WHERE id = ?1",
            warnings,
            (statement, one) =>
            {
                statement.Bind(1, one.Subscription);
                statement.Bind(2, (int)one.Warning.Kind);
                statement.Bind(3, one.Warning.Share);
            }
        );
        return warnings.Count;
    }

    private int TellDrops(RegistrySql sql, DateTimeOffset now)
    {
        foreach (var (subscription, content) in DropsToTell(sql, now))
        {
            Notify(sql, subscription, content, now);
            sql.Run(
                "UPDATE dropped SET told = records, told_at = $now WHERE subscription = $id",
                ("$id", subscription),
                ("$now", now.ToUnixTimeMilliseconds())
            );
        }

        return 0;
    }

    private static List<(string Subscription, NoticeContent Content)> DropsToTell(RegistrySql sql, DateTimeOffset now) =>
        sql.All(
            "SELECT subscription, records - told, records, published FROM dropped WHERE records > told AND told_at <= $before",
            row =>
                (
                    row.GetString(0),
                    NoticeContent.RecordsDropped(
                        row.GetInt64(1),
                        row.GetInt64(2),
                        DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3))
                    )
                ),
            ("$before", (now - DropsToldApart).ToUnixTimeMilliseconds())
        );

    private static Dictionary<(string Subscription, WarningKind Kind), double> ReadWarned(RegistrySql sql) =>
        sql.All(
                "SELECT subscription, kind, share FROM warned",
                row => KeyValuePair.Create((row.GetString(0), (WarningKind)row.GetInt32(1)), row.GetDouble(2))
            )
            .ToDictionary();

    /// <summary>Of how large a share it was warned before; 0: it was not.</summary>
    private static double ShareOf(Dictionary<(string, WarningKind), double> told, OwnerWarning one) =>
        told.GetValueOrDefault((one.Subscription, one.Warning.Kind));

    /// <summary>Null: no notices are kept.</summary>
    private static long? LostOf(RegistrySql sql) =>
        sql.First(
            $"SELECT value FROM meta WHERE key = '{NoticesKey}'",
            row => (long?)long.Parse(row.GetString(0), CultureInfo.InvariantCulture)
        );

    /// <param name="first">Where the columns kind, text, at and dropped begin.</param>
    private static NoticeContent ReadContent(SqliteDataReader row, int first) =>
        new((NoticeKind)row.GetInt32(first), row.GetString(first + 1))
        {
            At = row.IsDBNull(first + 2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 2)),
            Dropped = row.IsDBNull(first + 3) ? null : row.GetInt64(first + 3),
        };
}
