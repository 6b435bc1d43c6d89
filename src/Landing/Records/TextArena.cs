using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Landing.Records;

/// <summary>The texts of one batch in memory that does not move, so that they can be given by address.</summary>
internal sealed unsafe class TextArena
{
    private const int BlockBytes = 1 << 20;

    /// <summary>More than so many blocks, and larger ones, are given back when the batch has ended.</summary>
    private const int BlocksKeptMax = 32;

    private readonly List<byte[]> blocks = [];
    private int block = -1;
    private int used;

    /// <summary>Bytes taken since the arena was empty.</summary>
    public int Taken { get; private set; }

    /// <summary>Room for so many bytes; what is not taken of it is given out again.</summary>
    public byte* Reserve(int bytes)
    {
        while (block < 0 || blocks[block].Length - used < bytes)
        {
            block++;
            used = 0;
            if (block == blocks.Count)
            {
                blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, bytes), pinned: true));
            }
        }

        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(blocks[block])) + used;
    }

    /// <summary>Takes the first bytes of what was reserved last.</summary>
    public void Take(int bytes)
    {
        used += bytes;
        Taken += bytes;
    }

    public void Clear()
    {
        blocks.RemoveAll(kept => kept.Length > BlockBytes);
        if (blocks.Count > BlocksKeptMax)
        {
            blocks.RemoveRange(BlocksKeptMax, blocks.Count - BlocksKeptMax);
        }

        block = blocks.Count > 0 ? 0 : -1;
        used = 0;
        Taken = 0;
    }
}
