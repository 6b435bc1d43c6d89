namespace Millrace.Engine.Journal;

/// <summary>The kinds of record in a journal entry; the numbers are stored.</summary>
internal enum RecordKind : byte
{
    Account = 1,
    TargetText = 2,
    Batch = 3,
    Publication = 4,
    Cooling = 5,
    Entity = 6,
}

/// <summary>
/// What the commands of one commit bring about: the journal entry under construction, the blocks to publish and the windows
/// that go to disk. Nothing of it counts before the ledger has it.
/// </summary>
public sealed class Effects
{
    internal const byte EntryVersion = 1;

    /// <param name="sequence">Number that the journal entry will have.</param>
    public Effects(long sequence)
    {
        Sequence = sequence;
        Entry.Byte(EntryVersion);
    }

    public long Sequence { get; }

    /// <summary>True while there is nothing to commit.</summary>
    public bool IsEmpty => Entry.Length <= 1;

    public ByteWriter Entry { get; } = new();

    public List<PublishedBlock> Blocks { get; } = [];

    public List<CooledWindow> Windows { get; } = [];
}

/// <param name="Account">The account key; the stream is this account's.</param>
/// <param name="Dataset">The dataset id.</param>
/// <param name="Rows">How many records it renders to.</param>
public sealed record PublishedBlock(int Account, string Dataset, long Publication, int Rows, ReadOnlyMemory<byte> Data);

/// <param name="Start">Unix seconds of the window's start.</param>
public readonly record struct CooledWindow(long Start, ReadOnlyMemory<byte> Data);
