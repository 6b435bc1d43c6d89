using System.Globalization;
using Microsoft.Data.Sqlite;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Ledger;

/// <summary>The prepared statements of the writing connection. One caller at a time.</summary>
internal sealed class LedgerWrites(SqliteConnection connection) : IDisposable
{
    private readonly Statement take = new(
        connection,
        """
        INSERT INTO partition VALUES ($partition, 1, 0) ON CONFLICT (partition) DO UPDATE SET epoch = epoch + 1
        RETURNING epoch, sequence
        """,
        "$partition"
    );

    private readonly Statement headOf = new(
        connection,
        "SELECT data FROM page WHERE partition = $partition AND kind = $kind",
        "$partition",
        "$kind"
    );

    private readonly Statement snapshot1Of = new(
        connection,
        "SELECT data FROM snapshot WHERE partition = $partition",
        "$partition"
    );

    private readonly Statement advance = new(
        connection,
        "UPDATE partition SET sequence = $sequence WHERE partition = $partition AND epoch = $epoch AND sequence = $sequence - 1",
        "$partition",
        "$epoch",
        "$sequence"
    );

    private readonly Statement append = new(
        connection,
        "INSERT INTO journal VALUES ($partition, $sequence, $data)",
        "$partition",
        "$sequence",
        "$data"
    );

    private readonly Statement publish = new(
        connection,
        "INSERT INTO block (account, dataset, publication, rows, data, published) VALUES ($account, $dataset, $publication, $rows, $data, $published)",
        "$account",
        "$dataset",
        "$publication",
        "$rows",
        "$data",
        "$published"
    );

    private readonly Statement page = new(
        connection,
        "REPLACE INTO page VALUES ($partition, $kind, $major, $minor, $data)",
        "$partition",
        "$kind",
        "$major",
        "$minor",
        "$data"
    );

    private readonly Statement drop = new(
        connection,
        "DELETE FROM page WHERE partition = $partition AND kind = $kind AND major = $major",
        "$partition",
        "$kind",
        "$major"
    );

    private readonly Statement eraseBlocks = new(
        connection,
        """
        DELETE FROM block WHERE (account, dataset, publication) IN (
            SELECT account, dataset, publication FROM block WHERE account = $account LIMIT $max)
        """,
        "$account",
        "$max"
    );

    private readonly Statement eraseEnds = new(connection, "DELETE FROM dropped WHERE account = $account", "$account");

    private readonly Statement forgetSnapshot1 = new(
        connection,
        "DELETE FROM snapshot WHERE partition = $partition",
        "$partition"
    );

    private readonly Statement forgetWindows1 = new(connection, "DELETE FROM window WHERE partition = $partition", "$partition");

    private readonly Statement prune = new(
        connection,
        "DELETE FROM journal WHERE partition = $partition AND sequence <= $sequence",
        "$partition",
        "$sequence"
    );

    private readonly Statement end = new(
        connection,
        "DELETE FROM block WHERE account = $account AND dataset = $dataset AND publication <= $publication",
        "$account",
        "$dataset",
        "$publication"
    );

    private readonly Statement noteEnd = new(
        connection,
        """
        INSERT INTO dropped VALUES ($account, $dataset, $publication, $published) ON CONFLICT DO UPDATE SET
            publication = MAX(publication, excluded.publication), published = MAX(published, excluded.published)
        """,
        "$account",
        "$dataset",
        "$publication",
        "$published"
    );

    private readonly Statement oweScrub = new(
        connection,
        $"INSERT OR IGNORE INTO meta VALUES ('{LedgerSchema.ScrubOwed}', $since)",
        "$since"
    );

    private readonly Statement scrubbed = new(connection, $"DELETE FROM meta WHERE key = '{LedgerSchema.ScrubOwed}'");

    public PartitionOpening Take(int partition)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var (epoch, sequence) = take.Read(transaction, reader => (reader.GetInt64(0), reader.GetInt64(1)), partition);
        var head = Data(headOf, transaction, $"head page of partition {partition}", partition, PageKey.HeadKind);
        var snapshot1 = head is null
            ? Data(snapshot1Of, transaction, $"snapshot of partition {partition}", partition)
            : (ReadOnlyMemory<byte>?)null;
        transaction.Commit();
        return new(epoch, sequence, head, snapshot1);
    }

    public IReadOnlyList<CommitVerdict> Commit(IReadOnlyList<PartitionCommit> commits) =>
        InOne(transaction => commits.Select(commit => Commit(transaction, commit)).ToList());

    /// <summary>Blocks of before the ledger remembered times go with the first of their stream that has one.</summary>
    public int DropBlocks(IReadOnlyList<BlockPlace> newest) =>
        InOne(transaction =>
        {
            foreach (var (stream, through, _, published) in newest)
            {
                end.Run(transaction, stream.Account, stream.Dataset, through);
                noteEnd.Run(transaction, stream.Account, stream.Dataset, through, published!.Value.ToUnixTimeSeconds());
            }

            return newest.Count;
        });

    /// <summary>Removes some blocks of an account; answers how many.</summary>
    public int EraseBlocks(int account, int blocksMax) =>
        InOne(transaction =>
        {
            var erased = eraseBlocks.Run(transaction, account, blocksMax);
            eraseEnds.Run(transaction, account);
            return erased;
        });

    public int OweScrub(DateTimeOffset now) =>
        InOne(transaction => oweScrub.Run(transaction, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

    public int Scrub()
    {
        DurableConnection.Scrub(connection, "ledger");
        return InOne(transaction => scrubbed.Run(transaction));
    }

    public void Dispose()
    {
        foreach (
            var statement in (Statement[])
                [
                    take,
                    headOf,
                    snapshot1Of,
                    advance,
                    append,
                    publish,
                    page,
                    drop,
                    eraseBlocks,
                    eraseEnds,
                    forgetSnapshot1,
                    forgetWindows1,
                    prune,
                    end,
                    noteEnd,
                    oweScrub,
                    scrubbed,
                ]
        )
        {
            statement.Dispose();
        }
    }

    /// <summary>Writes in one transaction.</summary>
    private T InOne<T>(Func<SqliteTransaction, T> write)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = write(transaction);
        transaction.Commit();
        return result;
    }

    private CommitVerdict Commit(SqliteTransaction transaction, PartitionCommit commit)
    {
        if (advance.Run(transaction, commit.Partition, commit.Epoch, commit.Sequence) == 0)
        {
            return CommitVerdict.Fenced;
        }

        foreach (var block in commit.Blocks)
        {
            publish.Run(
                transaction,
                block.Stream.Account,
                block.Stream.Dataset,
                block.Publication,
                block.Rows,
                Checked.Seal(block.Data),
                (object?)block.Published?.ToUnixTimeSeconds() ?? DBNull.Value
            );
        }

        foreach (var group in commit.Dropped)
        {
            drop.Run(transaction, commit.Partition, group.Kind, group.Major);
        }

        foreach (var (key, data) in commit.Pages)
        {
            page.Run(transaction, commit.Partition, key.Kind, key.Major, key.Minor, Checked.Seal(data));
        }

        append.Run(transaction, commit.Partition, commit.Sequence, Checked.Seal(commit.Entry));
        if (commit.PagedThrough is { } through)
        {
            prune.Run(transaction, commit.Partition, through);
            forgetSnapshot1.Run(transaction, commit.Partition);
            forgetWindows1.Run(transaction, commit.Partition);
        }

        return CommitVerdict.Committed;
    }

    private static ReadOnlyMemory<byte>? Data(
        Statement statement,
        SqliteTransaction transaction,
        string what,
        params object[] values
    ) =>
        statement.Read(transaction, reader => reader.GetFieldValue<byte[]>(0), values) is { } data
            ? Checked.Open(data, what)
            : (ReadOnlyMemory<byte>?)null;

    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand command;

        public Statement(SqliteConnection connection, string sql, params string[] parameters)
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
            }
        }

        /// <returns>How many rows were changed.</returns>
        public int Run(SqliteTransaction transaction, params object[] values)
        {
            Bind(transaction, values);
            return command.ExecuteNonQuery();
        }

        /// <returns>The first row, or the default where there is none.</returns>
        public T? Read<T>(SqliteTransaction transaction, Func<SqliteDataReader, T> row, params object[] values)
        {
            Bind(transaction, values);
            using var reader = command.ExecuteReader();
            return reader.Read() ? row(reader) : default;
        }

        public void Dispose() => command.Dispose();

        private void Bind(SqliteTransaction transaction, object[] values)
        {
            command.Transaction = transaction;
            for (var index = 0; index < values.Length; index++)
            {
                command.Parameters[index].Value = values[index];
            }
        }
    }
}
