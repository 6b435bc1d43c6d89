using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry : IAuditLog
{
    public async ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancel) =>
        await WriteAsync(
            sql =>
                sql.Run(
                    "INSERT INTO audit VALUES (NULL, $time, $actor, $act, $subject, $outcome)",
                    ("$time", entry.Time.ToUnixTimeMilliseconds()),
                    ("$actor", entry.Actor),
                    ("$act", entry.Act),
                    ("$subject", entry.Subject),
                    ("$outcome", entry.Outcome)
                ),
            cancel
        );

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        DateTimeOffset since,
        long afterSequence,
        int max,
        CancellationToken cancel
    ) =>
        ReadAsync<IReadOnlyList<AuditEntry>>(
            sql =>
                sql.All(
                    """
                    SELECT sequence, time, actor, act, subject, outcome FROM audit
                    WHERE time >= $since AND sequence > $after ORDER BY sequence LIMIT $max
                    """,
                    row => new AuditEntry(
                        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                        row.GetString(2),
                        row.GetString(3),
                        row.GetString(4),
                        row.GetString(5)
                    )
                    {
                        Sequence = row.GetInt64(0),
                    },
                    ("$since", since.ToUnixTimeMilliseconds()),
                    ("$after", afterSequence),
                    ("$max", max)
                ),
            cancel
        );

    public ValueTask<int> PruneAuditAsync(DateTimeOffset before, CancellationToken cancel) =>
        WriteAsync(
            sql =>
                sql.Run(
                    """
                    DELETE FROM audit WHERE sequence <
                        COALESCE((SELECT MIN(sequence) FROM audit WHERE time >= $before), (SELECT MAX(sequence) + 1 FROM audit))
                    """,
                    ("$before", before.ToUnixTimeMilliseconds())
                ),
            cancel
        );
}
