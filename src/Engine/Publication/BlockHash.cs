using System.Buffers.Binary;
using System.IO.Hashing;

namespace Millrace.Engine.Publication;

/// <summary>The XxHash3 at the end of a block, by which damage is found before anything is believed.</summary>
internal static class BlockHash
{
    public const int Bytes = sizeof(ulong);

    /// <summary>Writes the hash into the last bytes of a block.</summary>
    public static void Seal(Span<byte> block) =>
        BinaryPrimitives.WriteUInt64LittleEndian(block[^Bytes..], XxHash3.HashToUInt64(block[..^Bytes]));

    /// <summary>The block without its hash, once that was found right.</summary>
    public static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> block)
    {
        if (block.Length <= Bytes)
        {
            throw BlockReader.Damage("it ends too early");
        }

        return XxHash3.HashToUInt64(block.Span[..^Bytes]) == BinaryPrimitives.ReadUInt64LittleEndian(block.Span[^Bytes..])
            ? block[..^Bytes]
            : throw BlockReader.Damage("its bytes do not have the hash that was stored with them");
    }
}
