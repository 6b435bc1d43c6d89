using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Millrace.Engine.Journal;

/// <summary>Writes the compact forms that journal, pages and blocks are made of.</summary>
public sealed class ByteWriter
{
    private const int VarintBytesMax = 10;

    private byte[] buffer = new byte[512];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    /// <summary>Begins anew in the same memory.</summary>
    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        buffer[Length++] = value;
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Varint(ulong value)
    {
        Reserve(VarintBytesMax);
        Length = Put(buffer, Length, value);
    }

    /// <summary>A signed number, small ones of either sign in few bytes.</summary>
    public void Signed(long value) => Varint(Zigzag(value));

    public void Hash(UInt128 value)
    {
        Reserve(16);
        BinaryPrimitives.WriteUInt128LittleEndian(buffer.AsSpan(Length), value);
        Length += 16;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(VarintBytesMax + value.Length);
        Length = Put(buffer, Length, (ulong)value.Length);
        value.CopyTo(buffer.AsSpan(Length));
        Length += value.Length;
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>The numbers of a key, none of them negative.</summary>
    public void Key(scoped ReadOnlySpan<int> key)
    {
        Reserve(key.Length * VarintBytesMax);
        var (bytes, length) = (buffer, Length);
        foreach (var number in key)
        {
            length = Put(bytes, length, (uint)number);
        }

        Length = length;
    }

    /// <summary>Sums, of which most are zero: a bit for each lane, then those that are not.</summary>
    public void Lanes(scoped ReadOnlySpan<long> lanes)
    {
        Reserve((lanes.Length + 1) * VarintBytesMax);
        var mask = 0UL;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            mask |= lanes[lane] != 0 ? 1UL << lane : 0;
        }

        var (bytes, length) = (buffer, Put(buffer, Length, mask));
        for (; mask != 0; mask &= mask - 1)
        {
            length = Put(bytes, length, Zigzag(lanes[BitOperations.TrailingZeroCount(mask)]));
        }

        Length = length;
    }

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(byte[] bytes, int at, ulong value)
    {
        if (Bmi2.X64.IsSupported && value < 1UL << 56)
        {
            // As many bytes as the number has sevens of bits; more are written, and what comes next writes over them.
            var more = BitOperations.Log2(value | 1) / 7;
            var eight = Bmi2.X64.ParallelBitDeposit(value, VarintBits.Value) | (VarintBits.More & ((1UL << (8 * more)) - 1));
            Unsafe.WriteUnaligned(ref bytes[at], eight);
            return at + more + 1;
        }

        return PutByByte(bytes, at, value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PutByByte(byte[] bytes, int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at] = (byte)value;
        return at + 1;
    }

    private void Reserve(int bytes)
    {
        if (Length + bytes > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + bytes));
        }
    }
}
