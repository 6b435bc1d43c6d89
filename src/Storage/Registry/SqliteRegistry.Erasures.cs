using System.Globalization;
using Millrace.Runtime.Accounts;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry
{
    /// <summary>An erasure that is on is a row of the table of settings: its key has the account behind this, its value when it began.</summary>
    private const string ErasurePrefix = "erasing account ";

    public ValueTask<bool> BeginErasureAsync(int account, DateTimeOffset now, CancellationToken cancel) =>
        WriteAsync(
            sql =>
            {
                if (sql.Run("DELETE FROM account WHERE key = $account", ("$account", account)) == 0)
                {
                    return false;
                }

                sql.Run(
                    "INSERT INTO meta VALUES ($key, $now)",
                    ("$key", KeyOf(account)),
                    ("$now", now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))
                );
                Erase(sql, account, now);
                NoteErasure(sql, account, now, AuditEntry.Begun);
                return true;
            },
            cancel
        );

    public ValueTask<IReadOnlyList<int>> ReadErasuresAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<int>>(
            sql =>
                sql.All(
                    $"SELECT key FROM meta WHERE key GLOB '{ErasurePrefix}*'",
                    row => int.Parse(row.GetString(0).AsSpan(ErasurePrefix.Length), CultureInfo.InvariantCulture)
                ),
            cancel
        );

    public async ValueTask EndErasuresAsync(IReadOnlyList<int> accounts, DateTimeOffset now, CancellationToken cancel)
    {
        // Again: a call that had found an account may have added something since.
        await WriteAsync(sql => accounts.Sum(account => Erase(sql, account, now)), cancel);
        await ScrubAsync(cancel);
        await WriteAsync(sql => accounts.Sum(account => EndErasure(sql, account, now)), cancel);
    }

    private static int EndErasure(RegistrySql sql, int account, DateTimeOffset now)
    {
        var isFirst = sql.Run("DELETE FROM meta WHERE key = $key", ("$key", KeyOf(account))) == 1;
        return isFirst ? NoteErasure(sql, account, now, AuditEntry.Done) : 0;
    }

    /// <summary>Ends the account's subscriptions, by which counts and log are kept, and removes all that names the account.</summary>
    private static int Erase(RegistrySql sql, int account, DateTimeOffset now)
    {
        var of = ("$account", (object?)account);
        sql.Run(
            """
            UPDATE subscription SET status = CASE status WHEN 3 THEN 7 WHEN 2 THEN 5 ELSE 6 END, updated = $now
            WHERE account = $account AND status <= 3
            """,
            of,
            ("$now", now.ToUnixTimeMilliseconds())
        );
        foreach (
            var table in (ReadOnlySpan<string>)
                ["cursor", "replay", "confirmation", "freshness", "stream_roles", "dead_letter", "dropped", "notice", "warned"]
        )
        {
            sql.Run($"DELETE FROM {table} WHERE subscription IN (SELECT id FROM subscription WHERE account = $account)", of);
        }

        sql.Run("DELETE FROM subscription WHERE account = $account", of);
        sql.Run("DELETE FROM ingest_grant WHERE account = $account", of);
        sql.Run("DELETE FROM issuer_grant WHERE account = $account", of);
        sql.Run("DELETE FROM refresh_grant WHERE account = $account", of);
        sql.Run("DELETE FROM refresh_token WHERE hash NOT IN (SELECT hash FROM refresh_grant)");
        return sql.Run("DELETE FROM access_token WHERE refresh_hash NOT IN (SELECT hash FROM refresh_token)");
    }

    private static int NoteErasure(RegistrySql sql, int account, DateTimeOffset now, string outcome) =>
        sql.Run(
            "INSERT INTO audit VALUES (NULL, $now, 'admin', 'account erase', $subject, $outcome)",
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$subject", string.Create(CultureInfo.InvariantCulture, $"account {account}")),
            ("$outcome", outcome)
        );

    private static string KeyOf(int account) => string.Create(CultureInfo.InvariantCulture, $"{ErasurePrefix}{account}");

    private async ValueTask ScrubAsync(CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            var open = writer ?? throw NotOpen();
            await Task.Run(() => DurableConnection.Scrub(open, "registry"), cancel);
        }
        finally
        {
            writing.Release();
        }
    }
}
