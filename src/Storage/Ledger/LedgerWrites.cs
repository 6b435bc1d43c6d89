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

    private readonly Statement snapshotOf = new(
        connection,
        "SELECT sequence, data FROM snapshot WHERE partition = $partition",
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
        "INSERT INTO block VALUES ($account, $dataset, $publication, $rows, $data)",
        "$account",
        "$dataset",
        "$publication",
        "$rows",
        "$data"
    );

    private readonly Statement cool = new(
        connection,
        "REPLACE INTO window VALUES ($partition, $start, $data)",
        "$partition",
        "$start",
        "$data"
    );

    private readonly Statement snapshot = new(
        connection,
        "REPLACE INTO snapshot VALUES ($partition, $sequence, $data)",
        "$partition",
        "$sequence",
        "$data"
    );

    private readonly Statement prune = new(
        connection,
        "DELETE FROM journal WHERE partition = $partition AND sequence <= $sequence",
        "$partition",
        "$sequence"
    );

    public PartitionOpening Take(int partition)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var (epoch, sequence) = take.Read(transaction, reader => (reader.GetInt64(0), reader.GetInt64(1)), partition);
        var (taken, data) = snapshotOf.Read(
            transaction,
            reader => (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)),
            partition
        );
        transaction.Commit();
        return new(
            epoch,
            sequence,
            data is null ? (ReadOnlyMemory<byte>?)null : Checked.Open(data, $"snapshot of partition {partition}"),
            taken
        );
    }

    public IReadOnlyList<CommitVerdict> Commit(IReadOnlyList<PartitionCommit> commits)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var verdicts = commits.Select(commit => Commit(transaction, commit)).ToList();
        transaction.Commit();
        return verdicts;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[take, snapshotOf, advance, append, publish, cool, snapshot, prune])
        {
            statement.Dispose();
        }
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
                Checked.Seal(block.Data)
            );
        }

        foreach (var window in commit.Windows)
        {
            cool.Run(transaction, commit.Partition, window.WindowStart, Checked.Seal(window.Data));
        }

        append.Run(transaction, commit.Partition, commit.Sequence, Checked.Seal(commit.Entry));
        if (commit.Snapshot is { } state)
        {
            snapshot.Run(transaction, commit.Partition, commit.Sequence, Checked.Seal(state));
            prune.Run(transaction, commit.Partition, commit.Sequence);
        }

        return CommitVerdict.Committed;
    }

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
