using System.Runtime.CompilerServices;

namespace Millrace.Engine.Publication;

/// <summary>Reads stored blocks; answers damage of any kind with an <see cref="InvalidDataException"/>.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> block = block;

    public int Position { get; set; }

    public byte Byte() => Take(1)[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        // Most numbers of a block have one byte; and only a reader that is never passed on by reference lives in registers.
        var at = Position;
        if ((uint)at < (uint)block.Length && block[at] < 0x80)
        {
            Position = at + 1;
            return block[at];
        }

        var value = LongVarint(block, at, out var behind);
        Position = behind;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of things of which each takes at least so many of the bytes that are left.</summary>
    public int Count(int bytesEach)
    {
        var count = Varint();
        return count <= int.MaxValue && count * (ulong)bytesEach <= (ulong)(block.Length - Position)
            ? (int)count
            : throw Damage("it ends too early");
    }

    /// <summary>The bytes behind their length.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count(1));

    public ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > block.Length - Position)
        {
            throw Damage("it ends too early");
        }

        Position += bytes;
        return block.Slice(Position - bytes, bytes);
    }

    private static ulong LongVarint(ReadOnlySpan<byte> block, int at, out int behind)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= block.Length)
            {
                throw Damage("it ends too early");
            }

            var part = block[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                behind = at;
                return value;
            }
        }

        throw Damage("a number is longer than 64 bits");
    }

    public static InvalidDataException Damage(string why) =>
        new($"A stored delta block is damaged: {why}. Check the disk and restore the ledger from a backup.");
}
