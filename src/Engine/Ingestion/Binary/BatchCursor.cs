using System.Runtime.CompilerServices;

namespace Millrace.Engine.Ingestion.Binary;

/// <summary>
/// Reads numbers and texts of a binary body. The first thing that cannot be is kept as its fault; from then on it stands at the end
/// and answers zeros, so that a caller may ask for the fault once in a while instead of each time.
/// </summary>
internal ref struct BatchCursor(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> body = body;
    private int at;

    /// <summary>Null, or why the body is broken and at which byte.</summary>
    public string? Fault { get; private set; }

    public readonly int At => at;

    public readonly int Left => body.Length - at;

    public byte Byte()
    {
        if ((uint)at < (uint)body.Length)
        {
            return body[at++];
        }

        Break("it ends too early", at);
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint() => (uint)at < (uint)body.Length && body[at] < 0x80 ? body[at++] : LongVarint();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number with a bound.</summary>
    /// <param name="what">Names it where it lies beyond the bound.</param>
    public int Number(int most, string what)
    {
        var from = at;
        var value = Varint();
        if (value > (ulong)most)
        {
            Break($"{what} {value} lies beyond {most}", from);
            return 0;
        }

        return (int)value;
    }

    /// <summary>Bytes behind their number.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var from = at;
        var length = Varint();
        if (length > (ulong)Left)
        {
            Break($"a text of {length} bytes goes beyond its end", from);
            return default;
        }

        at += (int)length;
        return body.Slice(at - (int)length, (int)length);
    }

    public void Break(string why, int offset)
    {
        Fault ??= $"{why}, at byte {offset}";
        at = body.Length;
    }

    private ulong LongVarint()
    {
        var (value, from) = (0UL, at);
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                // The tenth byte holds the 64th bit alone.
                return shift < 63 || part < 2 ? value : TooLong(from);
            }
        }

        return TooLong(from);
    }

    private ulong TooLong(int from)
    {
        Break("a number has more than 64 bits", from);
        return 0;
    }
}
