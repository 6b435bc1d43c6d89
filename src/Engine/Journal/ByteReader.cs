using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Millrace.Engine.Journal;

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    public readonly bool IsAtEnd => at == bytes.Length;

    public byte Byte() => at < bytes.Length ? bytes[at++] : throw Damaged();

    /// <summary>Seven bits a byte, the lowest first. Numbers have one byte or two or three as it comes, so that no branch is by how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        if (Bmi2.X64.IsSupported && at <= bytes.Length - sizeof(ulong))
        {
            var eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), at));
            var ends = ~eight & VarintBits.More;
            if (ends != 0)
            {
                at += (BitOperations.TrailingZeroCount(ends) >> 3) + 1;
                return Bmi2.X64.ParallelBitExtract(eight, (ends ^ (ends - 1)) & VarintBits.Value);
            }
        }

        return ByByte();
    }

    /// <summary>A number that counts what follows or names a place in memory: it fits 31 bits.</summary>
    public int Number() => Varint() is var value and <= int.MaxValue ? (int)value : throw Damaged();

    /// <summary>A number of things that follow, each of a byte or more: memory may be set aside for as many.</summary>
    public int Count() => Number() is var count && count <= bytes.Length - at ? count : throw Damaged();

    /// <summary>A number that is no larger than anything that was ever written there.</summary>
    public int UpTo(int max) => Number() is var number && number <= max ? number : throw Damaged();

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public UInt128 Hash() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public ReadOnlySpan<byte> Bytes() => Take(Number());

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public void Key(scoped Span<int> key)
    {
        for (var place = 0; place < key.Length; place++)
        {
            key[place] = Number();
        }
    }

    public void Lanes(scoped Span<long> lanes)
    {
        lanes.Clear();
        var mask = Varint();
        if (mask >> lanes.Length != 0)
        {
            throw Damaged();
        }

        for (; mask != 0; mask &= mask - 1)
        {
            lanes[BitOperations.TrailingZeroCount(mask)] = Signed();
        }
    }

    /// <summary>Every stored form begins with its version; older ones stay readable, newer ones are refused.</summary>
    public byte Version(byte newest, string what)
    {
        var version = Byte();
        return version >= 1 && version <= newest
            ? version
            : throw new InvalidDataException(
                $"A stored {what} has format version {version}; this program reads 1 to {newest}. Start the version that wrote it, or a newer one."
            );
    }

    private static InvalidDataException Damaged() =>
        new(
            "A stored record ends too early or has an impossible number: the record is damaged. Restore the ledger from a backup."
        );

    /// <summary>A number near the end, or of more bytes than eight.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ByByte()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - at)
        {
            throw Damaged();
        }

        at += length;
        return bytes.Slice(at - length, length);
    }
}
