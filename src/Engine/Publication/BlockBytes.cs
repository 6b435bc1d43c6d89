using System.Buffers;
using System.Text.Encodings.Web;

namespace Millrace.Engine.Publication;

/// <summary>Bytes of a block under construction; used again for the next one.</summary>
internal sealed class BlockBytes(int capacity)
{
    private const int VarintBytesMax = 10;

    /// <summary>Bytes that one byte may become when it is escaped.</summary>
    private const int EscapeMax = 6;

    /// <summary>What the encoder leaves as it is, so that it is asked about the other texts alone.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8
    );

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

    /// <summary>A text as it stands between quotes in JSON.</summary>
    public void JsonText(ReadOnlySpan<byte> value)
    {
        if (!value.ContainsAnyExcept(Plain))
        {
            Raw(value);
            return;
        }

        Reserve(value.Length * EscapeMax);
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(value, buffer.AsSpan(Length), out _, out var length);
        Length += length;
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
