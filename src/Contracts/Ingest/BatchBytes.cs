using System.Text;

namespace Millrace.Contracts.Ingest;

/// <summary>Writes the numbers and texts of the binary form.</summary>
internal sealed class BatchBytes
{
    private byte[] bytes = new byte[1024];
    private int length;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public void Byte(byte value)
    {
        Reserve(1);
        bytes[length++] = value;
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(bytes.AsSpan(length));
        length += value.Length;
    }

    /// <summary>Seven bits a byte, the lowest first; all but the last byte have the eighth bit set.</summary>
    public void Varint(ulong value)
    {
        Reserve(EventBatchFormat.VarintBytesMax);
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
    }

    /// <summary>A number of either sign: 0, -1, 1, -2 … as 0, 1, 2, 3 …</summary>
    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public void Text(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)count);
        Reserve(count);
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
    }

    private void Reserve(int count)
    {
        if (length + count > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
        }
    }
}
