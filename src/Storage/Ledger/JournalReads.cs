using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Ledger;

/// <summary>
/// Reads and checks the next entries of a journal while the caller folds one, which waited a third of its time otherwise. The memory of
/// entries goes round: a recovery asked for as much new memory as its journals are long, all of it to be cleared and collected, and one
/// partition was a quarter longer about it.
/// </summary>
internal static class JournalReads
{
    /// <summary>Entries that have been read and wait to be folded: of a MB or so each.</summary>
    private const int EntriesAhead = 4;

    public static async IAsyncEnumerable<JournalEntry> ReadAsync(
        string connectionString,
        int partition,
        long afterSequence,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var ahead = Channel.CreateBounded<Stored>(
            new BoundedChannelOptions(EntriesAhead) { SingleReader = true, SingleWriter = true }
        );
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(
            () => ReadAsync(connectionString, partition, afterSequence, ahead.Writer, ending.Token),
            CancellationToken.None
        );
        try
        {
            await foreach (var stored in ahead.Reader.ReadAllAsync(cancel))
            {
                yield return stored.Entry;
                ArrayPool<byte>.Shared.Return(stored.Memory);
            }
        }
        finally
        {
            // Where the caller wants no more.
            ending.Cancel();
            await reading;
        }
    }

    private static async Task ReadAsync(
        string connectionString,
        int partition,
        long afterSequence,
        ChannelWriter<Stored> ahead,
        CancellationToken cancel
    )
    {
        try
        {
            using var connection = DurableConnection.OpenToReadPrepared(connectionString);
            using var statement = new PreparedStatement(
                connection,
                "SELECT sequence, data FROM journal WHERE partition = ?1 AND sequence > ?2 ORDER BY sequence"
            );
            statement.Bind(1, partition);
            statement.Bind(2, afterSequence);
            while (statement.Step())
            {
                await ahead.WriteAsync(Read(statement, partition), cancel);
            }

            ahead.Complete();
        }
        catch (Exception fault)
        {
            ahead.Complete(fault);
        }
    }

    private static Stored Read(PreparedStatement statement, int partition)
    {
        var sequence = statement.Number(0);
        var stored = statement.Bytes(1);
        var memory = ArrayPool<byte>.Shared.Rent(stored.Length);
        stored.CopyTo(memory);
        var data = Checked.Open(memory.AsMemory(0, stored.Length), $"journal entry {sequence} of partition {partition}");
        return new(new(sequence, data), memory);
    }

    private readonly record struct Stored(JournalEntry Entry, byte[] Memory);
}
