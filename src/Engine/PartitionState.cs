using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Repeats;
using Millrace.Engine.Time;

namespace Millrace.Engine;

/// <summary>
/// All that a partition remembers. It changes in one way only: a journal record is folded into it. The live path folds the
/// very bytes it is about to commit, so that recovery cannot come to another result.
/// </summary>
internal sealed class PartitionState(long hashSeed)
{
    private const byte FormatVersion = 1;

    private readonly SortedDictionary<long, WindowCells> windows = [];
    private readonly SortedSet<long> cold = [];
    private readonly SortedDictionary<int, EventAccount> accounts = [];
    private readonly Dictionary<(int Account, string Target), TargetText> texts = [];
    private readonly Dictionary<(int Account, string Kind, string Id), byte[]> entities = [];

    public long Sequence { get; private set; }

    /// <summary>Number of the last block written to any stream of the partition.</summary>
    public long Publication { get; private set; }

    /// <summary>Day before which repeats are forgotten.</summary>
    public int ForgottenBefore { get; private set; } = int.MinValue;

    public RepeatMemory Repeats { get; private set; } = new();

    public IReadOnlyDictionary<long, WindowCells> Windows => windows;

    public bool IsMissing(long windowStart) => cold.Contains(windowStart) && !windows.ContainsKey(windowStart);

    public EventAccount? Account(int key) => accounts.GetValueOrDefault(key);

    public TargetText? Text(int account, string target) => texts.TryGetValue((account, target), out var text) ? text : null;

    public bool HasEntity(int account, string kind, string id, ReadOnlySpan<byte> document) =>
        entities.TryGetValue((account, kind, id), out var known) && document.SequenceEqual(known);

    public void Restore(long start, ReadOnlySpan<byte> block)
    {
        var reader = new ByteReader(block);
        windows[start] = WindowCells.Read(start, hashSeed, ref reader);
    }

    /// <summary>Folds a whole journal entry: recovery.</summary>
    public void FoldEntry(long sequence, ReadOnlySpan<byte> entry)
    {
        if (sequence != Sequence + 1)
        {
            throw new InvalidDataException($"Journal entry {sequence} follows {Sequence}: entries are missing.");
        }

        var reader = new ByteReader(entry);
        reader.Version(Effects.EntryVersion, "journal entry");
        while (!reader.IsAtEnd)
        {
            Fold(sequence, ref reader);
        }

        Sequence = sequence;
    }

    /// <summary>Ends the entry whose records were folded one by one: the live path.</summary>
    public void EndEntry(long sequence) => Sequence = sequence;

    public void Fold(long sequence, ref ByteReader reader)
    {
        var kind = (RecordKind)reader.Byte();
        switch (kind)
        {
            case RecordKind.Account:
                FoldAccount(ref reader);
                break;
            case RecordKind.TargetText:
                texts[((int)reader.Varint(), reader.Text())] = new(reader.Text(), reader.Text());
                break;
            case RecordKind.Batch:
                FoldBatch(sequence, ref reader);
                break;
            case RecordKind.Publication:
                FoldPublication(sequence, ref reader);
                break;
            case RecordKind.Cooling:
                FoldCooling(ref reader);
                break;
            case RecordKind.Entity:
                entities[((int)reader.Varint(), reader.Text(), reader.Text())] = reader.Bytes().ToArray();
                break;
            default:
                throw new InvalidDataException(
                    $"A journal entry has a record of unknown kind {(byte)kind}: a newer version wrote it."
                );
        }
    }

    private void FoldAccount(ref ByteReader reader)
    {
        var (key, advertiser, marketplace, currency, zoneId) = (
            (int)reader.Varint(),
            reader.Text(),
            reader.Text(),
            reader.Text(),
            reader.Text()
        );
        accounts[key] = AccountZone.TryFind(zoneId, out var zone)
            ? new(key, advertiser, marketplace, currency, zone)
            : throw new InvalidDataException($"Time zone {zoneId} of account {key} is not known to this version.");
    }

    private void FoldBatch(long sequence, ref ByteReader reader)
    {
        var batch = reader.Hash();
        var today = (int)reader.Signed();
        Repeats.RememberBatch(today, batch, new(reader.Hash(), (int)reader.Varint()));
        var cells = BatchRecord.ReadCells(ref reader);
        for (var cell = 0; cell < cells.Count; cell++)
        {
            Add(sequence, cells, cell, cells.Metrics[cell]);
        }

        for (var left = reader.Varint(); left > 0; left--)
        {
            var happened = BatchRecord.ReadIdentified(ref reader);
            Repeats.RememberEvent(today, happened.Day, happened.Id);
            if (happened.Takes != UInt128.Zero)
            {
                Repeats.RememberEvent(today, happened.Day, happened.Takes);
            }

            Add(sequence, cells, happened.Cell, happened.Metrics);
        }
    }

    private void Add(long sequence, BatchRecord.Cells cells, int cell, Metrics metrics)
    {
        if (metrics.IsZero)
        {
            return;
        }

        var start = cells.Windows[cell];
        if (!windows.TryGetValue(start, out var window))
        {
            windows.Add(start, window = new WindowCells(start, hashSeed));
        }

        if (sequence > window.FoldedThrough)
        {
            window.Add(cells.Key(cell), metrics);
        }
    }

    private void FoldPublication(long sequence, ref ByteReader reader)
    {
        Publication = (long)reader.Varint();
        for (var left = reader.Varint(); left > 0; left--)
        {
            if (windows.TryGetValue(reader.Signed(), out var window) && sequence > window.FoldedThrough)
            {
                window.MarkPublished();
            }
        }
    }

    private void FoldCooling(ref ByteReader reader)
    {
        ForgottenBefore = (int)reader.Signed();
        Repeats.ForgetBefore(ForgottenBefore);
        for (var left = reader.Varint(); left > 0; left--)
        {
            var start = reader.Signed();
            windows.Remove(start);
            cold.Add(start);
        }
    }

    public void Write(ByteWriter writer)
    {
        writer.Byte(FormatVersion);
        writer.Varint((ulong)Sequence);
        writer.Varint((ulong)Publication);
        writer.Signed(ForgottenBefore);
        writer.Varint((ulong)accounts.Count);
        foreach (var account in accounts.Values)
        {
            BatchRecord.WriteAccount(writer, account);
        }

        writer.Varint((ulong)texts.Count);
        foreach (var ((account, target), text) in texts)
        {
            BatchRecord.WriteText(writer, account, target, text);
        }

        writer.Varint((ulong)entities.Count);
        foreach (var ((account, kind, id), document) in entities)
        {
            BatchRecord.WriteEntity(writer, account, kind, id, document);
        }

        writer.Varint((ulong)cold.Count);
        foreach (var start in cold)
        {
            writer.Signed(start);
        }

        writer.Varint((ulong)windows.Count);
        foreach (var (start, window) in windows)
        {
            writer.Signed(start);
            window.Write(writer);
        }

        Repeats.Write(writer);
    }

    public static PartitionState Read(ReadOnlySpan<byte> snapshot, long hashSeed)
    {
        var reader = new ByteReader(snapshot);
        reader.Version(FormatVersion, "snapshot");
        var state = new PartitionState(hashSeed)
        {
            Sequence = (long)reader.Varint(),
            Publication = (long)reader.Varint(),
            ForgottenBefore = (int)reader.Signed(),
        };

        // Accounts, texts and entities stand as the journal's own records.
        for (var group = 0; group < 3; group++)
        {
            for (var left = reader.Varint(); left > 0; left--)
            {
                state.Fold(state.Sequence, ref reader);
            }
        }

        for (var left = reader.Varint(); left > 0; left--)
        {
            state.cold.Add(reader.Signed());
        }

        for (var left = reader.Varint(); left > 0; left--)
        {
            var start = reader.Signed();
            state.windows.Add(start, WindowCells.Read(start, hashSeed, ref reader));
        }

        state.Repeats = RepeatMemory.Read(ref reader);
        return state;
    }
}
