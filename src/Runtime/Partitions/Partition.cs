using System.Threading.Channels;
using Millrace.Engine;
using Millrace.Engine.Journal;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>
/// One partition's only writer. Commands wait in a bounded queue; a group of them becomes one journal entry; answers are
/// given when the ledger has it. A failed commit drops the memory, and the partition recovers from the ledger.
/// </summary>
internal sealed class Partition : IAsyncDisposable
{
    private readonly int number;
    private readonly PartitionServices services;
    private readonly Channel<PartitionCommand> queue;
    private readonly Task loop;
    private readonly CancellationTokenSource stopping = new();
    private long epoch;
    private long journalBytes;
    private long snapshotBytes;

    public Partition(int number, PartitionServices services)
    {
        this.number = number;
        this.services = services;
        queue = Channel.CreateBounded<PartitionCommand>(
            new BoundedChannelOptions(services.Options.QueuedCommandsMax) { SingleReader = true }
        );
        loop = RunAsync();
    }

    /// <summary>False when the queue is full: the caller tells its own caller to come again.</summary>
    public bool TrySend(PartitionCommand command) => queue.Writer.TryWrite(command);

    /// <summary>Waits for room in the queue.</summary>
    public ValueTask SendAsync(PartitionCommand command) => queue.Writer.WriteAsync(command);

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        stopping.Cancel();
        await loop;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        PartitionEngine? engine = null;
        var group = new List<PartitionCommand>();
        while (await queue.Reader.WaitToReadAsync())
        {
            try
            {
                engine ??= await OpenAsync();
                await TakeGroupAsync(engine, group);
            }
            catch (Exception fault)
            {
                engine = null;
                FailAll(group, fault);
                if (!stopping.IsCancellationRequested)
                {
                    await PauseAsync();
                }
            }

            group.Clear();
        }
    }

    private async Task TakeGroupAsync(PartitionEngine engine, List<PartitionCommand> group)
    {
        var effects = new Effects(engine.Sequence + 1);
        var now = services.PlatformTime.GetUtcNow().ToUnixTimeSeconds();
        while (
            group.Count < services.Options.CommandsPerEntryMax
            && effects.Windows.Count == 0
            && queue.Reader.TryRead(out var command)
        )
        {
            group.Add(command);
            await BringBackAsync(engine, command.Missing(engine));
            command.Apply(engine, now, effects);
        }

        if (!effects.IsEmpty)
        {
            engine.EndEntry(effects);
            await CommitAsync(engine, effects);
        }

        foreach (var command in group)
        {
            command.Answer();
        }
    }

    private async Task CommitAsync(PartitionEngine engine, Effects effects)
    {
        journalBytes += effects.Entry.Length;
        // Never more often than the journal has grown by a snapshot's own size: else a large state costs more the larger it is.
        var isSnapshotDue = journalBytes >= Math.Max(services.Options.SnapshotEveryBytes, snapshotBytes);
        var commit = new PartitionCommit(
            number,
            epoch,
            effects.Sequence,
            effects.Entry.Written,
            [
                .. effects.Blocks.Select(block => new DeltaBlock(
                    new StreamId(block.Account, block.Dataset),
                    block.Publication,
                    block.Rows,
                    block.Data
                )),
            ],
            [.. effects.Windows.Select(window => new WindowBlock(window.Start, window.Data))],
            isSnapshotDue ? engine.Snapshot() : (ReadOnlyMemory<byte>?)null
        );
        if (await services.Committer.CommitAsync(commit) == CommitVerdict.Fenced)
        {
            throw new PartitionUnavailableException($"Another process has taken partition {number}; this one opens it again.");
        }

        if (commit.Snapshot is { } snapshot)
        {
            (journalBytes, snapshotBytes) = (0, snapshot.Length);
        }

        foreach (var stream in commit.Blocks.Select(block => block.Stream).Distinct())
        {
            services.Published(stream);
        }
    }

    private async Task<PartitionEngine> OpenAsync()
    {
        var engine = new PartitionEngine(
            new PartitionOptions
            {
                Partition = number,
                Incarnation = services.Ledger.Incarnation,
                HashSeed = services.Options.HashSeed,
                Policy = services.Options.Publication,
            }
        );
        var opening = await services.Store.TakeAsync(number, CancellationToken.None);
        epoch = opening.Epoch;
        (journalBytes, snapshotBytes) = (0, opening.Snapshot?.Length ?? 0);
        if (opening.Snapshot is { } snapshot)
        {
            engine.Load(snapshot.Span);
        }

        await foreach (var entry in services.Store.ReadJournalAsync(number, opening.SnapshotSequence, CancellationToken.None))
        {
            await BringBackAsync(engine, engine.MissingFor(entry.Data.Span));
            engine.Recover(entry.Sequence, entry.Data.Span);
            journalBytes += entry.Data.Length;
        }

        return engine.Sequence == opening.Sequence
            ? engine
            : throw new InvalidDataException(
                $"Partition {number} recovered to entry {engine.Sequence}, but the ledger ends at {opening.Sequence}: restore the ledger from a backup."
            );
    }

    private async Task BringBackAsync(PartitionEngine engine, IReadOnlyList<long> missing)
    {
        foreach (var start in missing)
        {
            var block =
                await services.Store.ReadWindowAsync(number, start, CancellationToken.None)
                ?? throw new InvalidDataException(
                    $"The ledger lacks the cold window {start} of partition {number}: restore it from a backup."
                );
            engine.Restore(start, block.Span);
        }
    }

    private void FailAll(List<PartitionCommand> group, Exception fault)
    {
        var told =
            fault as PartitionUnavailableException
            ?? new PartitionUnavailableException($"Partition {number} could not write: {fault.Message}", fault);
        services.Failed(number, fault);
        group.ForEach(command => command.Fail(told));

        // When the opening failed nothing was taken: one waiting command is told, so that a broken ledger is not a silent wait.
        if (group.Count == 0 && queue.Reader.TryRead(out var waiting))
        {
            waiting.Fail(told);
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(services.Options.ReopenAfter, services.WallTime, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The process is stopping: the commands still waiting are answered without a pause.
        }
    }
}
