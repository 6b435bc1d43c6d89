namespace Millrace.Engine.Publication;

/// <summary>Bytes of a block under construction; used again for the next one.</summary>
internal sealed class BlockBytes(int capacity)
{
    private const int VarintBytesMax = 10;

    private byte[] buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Room for so many bytes, which count as written.</summary>
    public Span<byte> Take(int bytes)
    {
        Reserve(bytes);
        Length += bytes;
        return buffer.AsSpan(Length - bytes, bytes);
    }

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>The bytes behind their length.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        Raw(value);
    }

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Varint(ulong value)
    {
        Reserve(VarintBytesMax);
        for (; value >= 0x80; value >>= 7)
        {
            buffer[Length++] = (byte)(value | 0x80);
        }

        buffer[Length++] = (byte)value;
    }

    /// <summary>A signed number, small ones of either sign in few bytes.</summary>
    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Reserve(int bytes)
    {
        if (Length + bytes > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + bytes));
        }
    }
}
