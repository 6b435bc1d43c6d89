using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What an event is about while it is looked for: its account and the ids of its cell. Account and lengths come first, then each id
/// in blocks of 16 bytes, so that ids are written and hashed by whole blocks.
/// </summary>
internal sealed class CombinationName
{
    private const int BlockBytes = 16;

    private readonly byte[] bytes;
    private readonly int headBytes;
    private int ids;
    private int end;

    public CombinationName(CellFamily family)
    {
        headBytes = Blocks(sizeof(int) + family.Dimensions.Count) * BlockBytes;
        bytes = new byte[headBytes + (family.Dimensions.Count * CellKey.PartBytesMax)];
    }

    /// <summary><see cref="WritePlain"/> writes no more.</summary>
    public int PlainBytesMax => sizeof(int) + ids + end - headBytes;

    public void Begin(int account)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, account);
        (ids, end) = (0, headBytes);
    }

    /// <summary>Takes the next id, in the order of the family's dimensions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> id)
    {
        bytes[sizeof(int) + ids++] = (byte)id.Length;
        if (id.Length is >= BlockBytes / 2 and <= BlockBytes)
        {
            // Eight bytes of either end are all of it, and the length says how far they overlap.
            var block = Vector128.Create(MemoryMarshal.Read<ulong>(id), MemoryMarshal.Read<ulong>(id[^8..]));
            MemoryMarshal.Write(bytes.AsSpan(end), in block);
            end += BlockBytes;
        }
        else
        {
            AppendOther(id);
        }
    }

    /// <summary>Hash of all of it.</summary>
    public UInt128 Hash(long seed) => XxHash128.HashToUInt128(bytes.AsSpan(0, end), seed);

    /// <summary>Writes the account (int32, little endian), then each id behind its length in one byte; answers how many bytes.</summary>
    public int WritePlain(Span<byte> to)
    {
        bytes.AsSpan(0, sizeof(int)).CopyTo(to);
        var (from, at) = (headBytes, sizeof(int));
        for (var id = 0; id < ids; id++)
        {
            var length = bytes[sizeof(int) + id];
            to[at++] = length;
            var blocks = bytes.AsSpan(from, Blocks(length) * BlockBytes);
            if (length is >= BlockBytes / 2 and <= BlockBytes)
            {
                blocks[..8].CopyTo(to[at..]);
                blocks[8..].CopyTo(to[(at + length - 8)..]);
            }
            else
            {
                blocks[..length].CopyTo(to[at..]);
            }

            from += blocks.Length;
            at += length;
        }

        return at;
    }

    private static int Blocks(int length) => (length + BlockBytes - 1) / BlockBytes;

    private void AppendOther(ReadOnlySpan<byte> id)
    {
        var blocks = bytes.AsSpan(end, Blocks(id.Length) * BlockBytes);
        blocks.Clear();
        id.CopyTo(blocks);
        end += blocks.Length;
    }
}
