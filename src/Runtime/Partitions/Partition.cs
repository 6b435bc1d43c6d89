using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millrace.Engine;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Partitions;

/// <summary>
/// One partition's only writer. Commands wait in a bounded queue; a group of them becomes one journal entry; answers are
/// given when the ledger has it. A failed commit drops the memory, and the partition recovers from the ledger; an entry for which the disk
/// has no room is kept and written again, whoever waits for it is told to come again, and so is who comes meanwhile.
/// </summary>
internal sealed class Partition : IAsyncDisposable
{
    private readonly int number;
    private readonly PartitionServices services;
    private readonly Channel<PartitionCommand> queue;
    private readonly Task loop;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<PartitionCommand> waiting = [];
    private readonly Lock gate = new();
    private readonly HashSet<int> erased = [];
    private Effects effects = new(0);
    private long epoch;
    private long journalBytes;
    private long roundBytes;

    // Written by the loop, read by those who watch; null while the partition is not open.
    private volatile StrongBox<long>? unattributedPurchases;

    public Partition(int number, PartitionServices services)
    {
        this.number = number;
        this.services = services;
        queue = Channel.CreateBounded<PartitionCommand>(
            new BoundedChannelOptions(services.Options.QueuedCommandsMax) { SingleReader = true }
        );
        loop = RunAsync();
    }

    /// <summary>Purchases in the ledger that are credited to no ad; null while the partition is not open.</summary>
    public long? UnattributedPurchases => unattributedPurchases?.Value;

    /// <summary>False when the queue is full, or its account is being erased: the caller tells its own caller to come again.</summary>
    public bool TrySend(PartitionCommand command)
    {
        lock (gate)
        {
            return (erased.Count == 0 || !command.Names(erased)) && queue.Writer.TryWrite(command);
        }
    }

    /// <summary>Waits for room in the queue.</summary>
    public ValueTask SendAsync(PartitionCommand command) => queue.Writer.WriteAsync(command);

    /// <summary>
    /// Erases an account: what is sent of it from here on is not taken, and what was sent before is done before. Completes when nothing of it
    /// is left in the partition.
    /// </summary>
    public async Task EraseAsync(int account)
    {
        lock (gate)
        {
            erased.Add(account);
        }

        var command = new EraseAccount(account);
        await SendAsync(command);
        await command.Completion;
    }

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
        while (HasMore(engine) || await queue.Reader.WaitToReadAsync())
        {
            try
            {
                engine ??= await OpenAsync();
                await TakeGroupAsync(engine, group);
                await GoOnTurningAsync(engine);
                await GoOnErasingAsync(engine);
                AnswerDone(engine);
            }
            catch (Exception fault)
            {
                engine = null;
                unattributedPurchases = null;
                effects = new(0);
                group.AddRange(waiting);
                waiting.Clear();
                FailAll(group, fault);
                if (!stopping.IsCancellationRequested)
                {
                    await PauseAsync();
                }
            }

            group.Clear();
        }

        var stopped = new PartitionUnavailableException(
            $"Partition {number} stops: what it has begun goes on with the next start."
        );
        waiting.ForEach(command => command.Fail(stopped));
    }

    /// <summary>A turn is ended before the process is; an erasure is begun again.</summary>
    private bool HasMore(PartitionEngine? engine) =>
        engine is { IsTurning: true } || (engine is { IsErasing: true } && !stopping.IsCancellationRequested);

    /// <summary>What is shown is never changed in place: a reader has the old figures or the new ones.</summary>
    private void ShowFigures(PartitionEngine engine)
    {
        if (unattributedPurchases?.Value != engine.UnattributedPurchases)
        {
            unattributedPurchases = new(engine.UnattributedPurchases);
        }
    }

    private async Task TakeGroupAsync(PartitionEngine engine, List<PartitionCommand> group)
    {
        effects.Begin(engine.Sequence + 1);
        var now = services.PlatformTime.GetUtcNow().ToUnixTimeSeconds();
        while (group.Count < services.Options.CommandsPerEntryMax && queue.Reader.TryRead(out var command))
        {
            group.Add(command);
            while (command.Missing(engine, now) is { Count: > 0 } missing)
            {
                await BringInAsync(engine, missing);
            }

            command.Apply(engine, now, effects);
        }

        if (!effects.IsEmpty)
        {
            await CommitAsync(engine, group);
        }

        ShowFigures(engine);
        waiting.AddRange(group);
        AnswerDone(engine);
    }

    private void AnswerDone(PartitionEngine engine)
    {
        foreach (var command in waiting.Where(command => command.IsDone(engine)))
        {
            command.Answer();
        }

        waiting.RemoveAll(command => command.IsDone(engine));
    }

    /// <summary>
    /// One share of the turn that is on, in an entry of its own: commands that came meanwhile have theirs before the next share. With
    /// the last one the turns are answered.
    /// </summary>
    private async Task GoOnTurningAsync(PartitionEngine engine)
    {
        if (!engine.IsTurning)
        {
            return;
        }

        effects.Begin(engine.Sequence + 1);
        engine.GoOn(effects);
        var moment = engine.IsTurning ? null : waiting.OfType<TakeTurn>().LastOrDefault(turn => turn.IsMoment);
        if (!effects.IsEmpty)
        {
            await CommitAsync(engine, []);
        }
        else if (moment is not null)
        {
            await CheckOwnedAsync();
        }

        if (moment is not null)
        {
            services.Turned(number, moment.Time);
        }
    }

    /// <summary>One share of the erasure that is on, in an entry of its own.</summary>
    private async Task GoOnErasingAsync(PartitionEngine engine)
    {
        if (!engine.IsErasing)
        {
            return;
        }

        effects.Begin(engine.Sequence + 1);
        while (engine.MissingToErase() is { Count: > 0 } missing)
        {
            await BringInAsync(engine, missing);
        }

        engine.GoOnErasing(effects);
        await CommitAsync(engine, []);
    }

    private async Task CommitAsync(PartitionEngine engine, List<PartitionCommand> group)
    {
        // Never more often than the journal has grown by what a round wrote: else a large state costs more the larger it is.
        if (
            !engine.IsPaging
            && journalBytes >= Math.Max(services.Options.TailBytesMax / services.Ledger.PartitionCount, roundBytes)
        )
        {
            (journalBytes, roundBytes) = (0, 0);
            engine.BeginPaging();
        }

        engine.EndEntry(effects, services.Options.PageBytesPerEntryMax);
        journalBytes += effects.Entry.Length;
        roundBytes += effects.Pages.Sum(page => (long)page.Data.Length);
        var streams = effects.Blocks.Select(block => new StreamId(block.Account, block.Dataset)).Distinct().ToList();
        try
        {
            await WriteAsync(group);
        }
        finally
        {
            // Also when it failed: it may have been written all the same, and nobody else would tell of it.
            streams.ForEach(services.Published);
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
                Policies = services.Options.Publication,
                CellsPerSliceMax = services.Options.CellsPerSliceMax,
                WarmFor = services.Options.WarmFor,
                EventIdsInMemoryMax = services.Options.EventIdsInMemoryMax,
            }
        );
        var opening = await services.Store.TakeAsync(number, CancellationToken.None);
        epoch = opening.Epoch;
        (journalBytes, roundBytes) = (0, 0);
        if (opening.Head is { } head)
        {
            await BringInAsync(engine, engine.Load(head.Span));
        }
        else if (opening.Snapshot1 is { } snapshot)
        {
            await BringInAsync(engine, engine.LoadVersion1(snapshot.Span));
        }

        await foreach (var entry in services.Store.ReadJournalAsync(number, engine.Sequence, CancellationToken.None))
        {
            await BringInAsync(engine, engine.MissingFor(entry.Data.Span));
            engine.Recover(entry.Sequence, entry.Data.Span);
            journalBytes += entry.Data.Length;
        }

        if (engine.Sequence != opening.Sequence)
        {
            throw new InvalidDataException(
                $"Partition {number} recovered to entry {engine.Sequence}, but the ledger ends at {opening.Sequence}: restore the ledger from a backup."
            );
        }

        if (opening.Head is null && engine.Sequence > 0)
        {
            await PageAllAsync(engine);
        }

        return engine;
    }

    private PartitionCommit CommitOf(Effects effects) =>
        EntryCommit.Of(number, epoch, effects, services.PlatformTime.GetUtcNow());

    /// <summary>
    /// Writes every page in one commit, before anything else: texts that an older journal named in full have numbers from
    /// here on.
    /// </summary>
    private async Task PageAllAsync(PartitionEngine engine)
    {
        effects.Begin(engine.Sequence + 1);
        engine.BeginPaging();
        engine.EndEntry(effects, int.MaxValue);
        await WriteAsync([]);
    }

    /// <summary>
    /// Writes the entry, and again while there is no room for it: what the engine has folded is not thrown away, since reading it again costs
    /// the whole tail of the journal. Turns wait for it; bodies are told to come again, although it may count in the end.
    /// </summary>
    private async Task WriteAsync(List<PartitionCommand> group)
    {
        while (true)
        {
            try
            {
                if (await services.Committer.CommitAsync(CommitOf(effects)) == CommitVerdict.Fenced)
                {
                    throw Taken();
                }

                return;
            }
            catch (StorageFullException full) when (!stopping.IsCancellationRequested)
            {
                services.Failed(number, full);
                FailWaiting([.. group.Where(command => command is not TakeTurn)], Told(full));
                await PauseAsync();
            }
        }
    }

    /// <summary>A turn that has nothing to write commits nothing, and who has lost the partition would not notice by it.</summary>
    private async Task CheckOwnedAsync()
    {
        if (!await services.Store.OwnsAsync(number, epoch, CancellationToken.None))
        {
            throw Taken();
        }
    }

    private PartitionUnavailableException Taken() =>
        new($"Another process has taken partition {number}; this one opens it again.");

    private async Task BringInAsync(PartitionEngine engine, IReadOnlyCollection<PageId> missing)
    {
        if (missing.Count == 0)
        {
            return;
        }

        var pages = services.Store.ReadPagesAsync(number, [.. missing.Select(EntryCommit.Key)], CancellationToken.None);
        await foreach (var page in pages)
        {
            engine.Restore(new((PageKind)page.Key.Kind, page.Key.Major, page.Key.Minor), page.Data.Span);
        }
    }

    private void FailAll(List<PartitionCommand> group, Exception fault)
    {
        var told = Told(fault);
        services.Failed(number, fault);
        if (told.IsFull)
        {
            FailWaiting(group, told);
            return;
        }

        group.ForEach(command => command.Fail(told));

        // When the opening failed nothing was taken: one waiting command is told, so that a broken ledger is not a silent wait.
        if (group.Count == 0 && queue.Reader.TryRead(out var waiting))
        {
            waiting.Fail(told);
        }
    }

    private void FailWaiting(List<PartitionCommand> group, PartitionUnavailableException told)
    {
        group.ForEach(command => command.Fail(told));
        while (queue.Reader.TryRead(out var waiting))
        {
            waiting.Fail(told);
        }
    }

    private PartitionUnavailableException Told(Exception fault) =>
        fault as PartitionUnavailableException
        ?? new PartitionUnavailableException($"Partition {number} could not write: {fault.Message}", fault);

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
