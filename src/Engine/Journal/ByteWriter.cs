using System.Buffers.Binary;
using System.Text;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Journal;

/// <summary>Writes the compact forms that journal, snapshots and blocks are made of.</summary>
public sealed class ByteWriter
{
    private byte[] buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    /// <summary>A signed number, small ones of either sign in few bytes.</summary>
    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public void Hash(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Metrics(Metrics value)
    {
        Signed(value.Impressions);
        Signed(value.Clicks);
        Signed(value.CostMicros);
    }

    private Span<byte> Take(int bytes)
    {
        if (Length + bytes > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + bytes));
        }

        Length += bytes;
        return buffer.AsSpan(Length - bytes, bytes);
    }
}
