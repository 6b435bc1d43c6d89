using System.Buffers.Binary;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Publication;

namespace Millrace.Engine;

/// <summary>
/// One partition's engine: a command is decided against the state, written as journal records, and those records are folded
/// into the state. Deterministic: no I/O, no clock, no chance. One caller at a time.
/// </summary>
public sealed class PartitionEngine
{
    private readonly PartitionOptions options;
    private readonly PublicationTurns turns;
    private PartitionState state;

    public PartitionEngine(PartitionOptions options)
    {
        this.options = options;
        turns = new PublicationTurns(options);
        state = new PartitionState(options.HashSeed);
    }

    /// <summary>Number of the last journal entry that is in the state.</summary>
    public long Sequence => state.Sequence;

    /// <summary>Starts from a snapshot instead of from nothing.</summary>
    public void Load(ReadOnlySpan<byte> snapshot) => state = PartitionState.Read(snapshot, options.HashSeed);

    /// <summary>The whole state, as <see cref="Load"/> takes it.</summary>
    public ReadOnlyMemory<byte> Snapshot()
    {
        var writer = new ByteWriter();
        state.Write(writer);
        return writer.Written;
    }

    /// <summary>Windows on disk that have to be <see cref="Restore"/>d before the part can be accepted.</summary>
    public IReadOnlyList<long> MissingFor(EventPart part)
    {
        var missing = new SortedSet<long>();
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            var start = BinaryPrimitives.ReadInt64LittleEndian(part.Cells.Key(cell));
            if (state.IsMissing(start))
            {
                missing.Add(start);
            }
        }

        return [.. missing];
    }

    /// <summary>The same for a journal entry that is about to be recovered.</summary>
    public IReadOnlyList<long> MissingFor(ReadOnlySpan<byte> entry) => [.. BatchRecord.WindowsOf(entry).Where(state.IsMissing)];

    /// <summary>Brings a cold window back into memory.</summary>
    public void Restore(long windowStart, ReadOnlySpan<byte> block) => state.Restore(windowStart, block);

    /// <summary>Recovery: folds an entry again, deciding nothing.</summary>
    public void Recover(long sequence, ReadOnlySpan<byte> entry) => state.FoldEntry(sequence, entry);

    /// <summary>Ends the entry of these effects; what follows belongs to the next.</summary>
    public void EndEntry(Effects effects) => state.EndEntry(effects.Sequence);

    /// <summary>Takes in one partition's part of a batch.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public PartVerdict Accept(EventPart part, long now, Effects effects)
    {
        if (state.Repeats.TryFindBatch(part.Batch, out var known))
        {
            return known.Digest == part.Digest ? PartVerdict.Repeat(part.Lines) : PartVerdict.OtherBody;
        }

        var fresh = WithoutRepeats(part);
        if (!StaysInRange(part, fresh))
        {
            return PartVerdict.OutOfRange;
        }

        Describe(part, effects);
        var today = (int)(now / 86_400);
        Write(effects, writer => BatchRecord.Write(writer, part, fresh, today));
        if (part.IsImport)
        {
            Publish(WindowsOf(part), effects);
        }

        return PartVerdict.Accept(part.Lines, part.Identified.Count - fresh.Count);
    }

    /// <summary>Takes in the newest form of an entity; one that changes nothing leaves no trace.</summary>
    public void Upsert(EntityUpsert entity, Effects effects)
    {
        DescribeAccount(entity.Account, effects);
        var account = entity.Account.Key;
        if (state.HasEntity(account, entity.Kind, entity.Id, entity.Document))
        {
            return;
        }

        Write(effects, writer => BatchRecord.WriteEntity(writer, account, entity.Kind, entity.Id, entity.Document));
        if (entity.Text is { } text && state.Text(account, entity.Id) != text)
        {
            Write(effects, writer => BatchRecord.WriteText(writer, account, entity.Id, text));
        }
    }

    /// <summary>
    /// The partition's clock: publishes what is due, sends old windows to disk, forgets old repeats. Where windows go to
    /// disk, the caller commits before it gives another command.
    /// </summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Turn(long now, Effects effects)
    {
        Publish(turns.Due(state, now), effects);
        var forgetBefore = (int)(now / 86_400) - options.RepeatDays - 1;
        var warmFrom = now - (long)options.Policy.WarmFor.TotalSeconds - 3600;
        var cooling = state.Windows.Values.Where(window => window.Start < warmFrom && window.Dirty.Count == 0).ToList();
        if (cooling.Count == 0 && (forgetBefore <= state.ForgottenBefore || state.Sequence == 0))
        {
            return;
        }

        foreach (var window in cooling)
        {
            window.FoldedThrough = effects.Sequence;
            var block = new ByteWriter();
            window.Write(block);
            effects.Windows.Add(new(window.Start, block.Written));
        }

        Write(effects, writer => PublicationRecords.WriteCooling(writer, forgetBefore, cooling));
    }

    private List<IdentifiedEvent> WithoutRepeats(EventPart part)
    {
        var fresh = new List<IdentifiedEvent>(part.Identified.Count);
        var inBatch = new HashSet<UInt128>();
        foreach (var happened in part.Identified)
        {
            var isTaken =
                happened.Takes != UInt128.Zero
                && (state.Repeats.HasEvent(happened.Day, happened.Takes) || inBatch.Contains(happened.Takes));
            if (isTaken || state.Repeats.HasEvent(happened.Day, happened.Id) || !inBatch.Add(happened.Id))
            {
                continue;
            }

            if (happened.Takes != UInt128.Zero)
            {
                inBatch.Add(happened.Takes);
            }

            fresh.Add(happened);
        }

        return fresh;
    }

    private bool StaysInRange(EventPart part, List<IdentifiedEvent> fresh)
    {
        var sums = new Cells.Metrics[part.Cells.Count];
        for (var cell = 0; cell < sums.Length; cell++)
        {
            var key = part.Cells.Key(cell);
            var start = BinaryPrimitives.ReadInt64LittleEndian(key);
            sums[cell] = part.Cells.Total(cell);
            if (
                state.Windows.TryGetValue(start, out var window)
                && window.Cells.TryFind(key[Cells.CellKey.WindowBytes..], out var known)
            )
            {
                sums[cell] += window.Cells.Total(known);
            }
        }

        foreach (var happened in fresh)
        {
            sums[happened.Cell] += happened.Metrics;
            if (!sums[happened.Cell].IsInRange)
            {
                return false;
            }
        }

        return Array.TrueForAll(sums, sum => sum.IsInRange);
    }

    private void Describe(EventPart part, Effects effects)
    {
        foreach (var account in part.Accounts.Values)
        {
            DescribeAccount(account, effects);
        }

        foreach (var ((account, target), text) in part.Texts)
        {
            if (state.Text(account, target) != text)
            {
                Write(effects, writer => BatchRecord.WriteText(writer, account, target, text));
            }
        }
    }

    private void DescribeAccount(EventAccount account, Effects effects)
    {
        var known = state.Account(account.Key);
        if (known is null || (known with { Zone = account.Zone }) != account || known.Zone.Id != account.Zone.Id)
        {
            Write(effects, writer => BatchRecord.WriteAccount(writer, account));
        }
    }

    private void Publish(IReadOnlyList<Cells.WindowCells> windows, Effects effects)
    {
        if (windows.Count == 0)
        {
            return;
        }

        var source = new StateBlockSource(state);
        var blocks = new BlockBuilder(options.Incarnation, state.Publication, source, effects.Blocks);
        foreach (var window in windows)
        {
            source.Add(blocks, window);
        }

        var last = blocks.Finish();
        Write(effects, writer => PublicationRecords.WritePublication(writer, last, windows));
    }

    private List<Cells.WindowCells> WindowsOf(EventPart part)
    {
        var starts = new SortedSet<long>();
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            starts.Add(BinaryPrimitives.ReadInt64LittleEndian(part.Cells.Key(cell)));
        }

        return
        [
            .. starts
                .Where(state.Windows.ContainsKey)
                .Select(start => state.Windows[start])
                .Where(window => window.Dirty.Count > 0),
        ];
    }

    /// <summary>Writes a record and folds the bytes just written.</summary>
    private void Write(Effects effects, Action<ByteWriter> write)
    {
        var from = effects.Entry.Length;
        write(effects.Entry);
        var reader = new ByteReader(effects.Entry.Written.Span[from..]);
        state.Fold(effects.Sequence, ref reader);
    }
}
