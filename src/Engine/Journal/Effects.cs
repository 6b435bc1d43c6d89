using Millrace.Engine.Pages;

namespace Millrace.Engine.Journal;

/// <summary>
/// What the commands of one commit bring about: the journal entry under construction, the blocks to publish and the pages that
/// go to disk. Nothing of it counts before the ledger has it.
/// </summary>
public sealed class Effects
{
    internal const byte EntryVersion = 2;

    /// <param name="sequence">Number that the journal entry will have.</param>
    public Effects(long sequence) => Begin(sequence);

    public long Sequence { get; private set; }

    /// <summary>True while there is nothing to commit.</summary>
    public bool IsEmpty => Entry.Length <= 1;

    public ByteWriter Entry { get; } = new();

    public List<PublishedBlock> Blocks { get; } = [];

    public List<PageWrite> Pages { get; } = [];

    public List<PageRange> Dropped { get; } = [];

    /// <summary>When given: pages hold all up to this entry, so that it and older ones are not needed any more.</summary>
    public long? PagedThrough { get; internal set; }

    /// <summary>Begins the next entry in the same memory; the ledger must have taken the last one.</summary>
    public void Begin(long sequence)
    {
        Sequence = sequence;
        Entry.Clear();
        Entry.Byte(EntryVersion);
        Blocks.Clear();
        Pages.Clear();
        Dropped.Clear();
        PagedThrough = null;
    }
}

/// <param name="Account">The account key; the stream is this account's.</param>
/// <param name="Dataset">The dataset id.</param>
/// <param name="Rows">How many records it renders to.</param>
public sealed record PublishedBlock(int Account, string Dataset, long Publication, int Rows, ReadOnlyMemory<byte> Data);
