using System.Buffers.Binary;
using System.Buffers.Text;

namespace Millrace.Engine.Projections;

/// <summary>Numbers as records show them.</summary>
internal static class JsonNumbers
{
    /// <summary>No number takes more.</summary>
    public const int BytesMax = 24;

    private const int SmallEnd = 1000;
    private const int Decimals = 6;
    private const ulong One = 1_000_000;

    private static readonly uint[] Small = [.. Enumerable.Range(0, SmallEnd).Select(Digits)];

    /// <summary>Answers how many bytes the number has.</summary>
    /// <param name="to">At least <see cref="BytesMax"/>; what is behind the number may be written, too.</param>
    public static int WriteLong(long value, Span<byte> to)
    {
        // Most deltas of counts are small: their digits lie ready, and no branch depends on how many they are.
        if ((ulong)value < SmallEnd)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to, Small[value]);
            return 1 + (value > 9 ? 1 : 0) + (value > 99 ? 1 : 0);
        }

        Utf8Formatter.TryFormat(value, to, out var written);
        return written;
    }

    /// <summary>
    /// Millionths as a decimal with at least one digit behind the point, as the original writes doubles: 0.0, -0.45. Exact.
    /// Answers how many bytes were written.
    /// </summary>
    public static int WriteMoney(long micros, Span<byte> to)
    {
        if (micros == 0)
        {
            "0.0"u8.CopyTo(to);
            return 3;
        }

        var written = 0;
        var size = (ulong)micros;
        if (micros < 0)
        {
            to[written++] = (byte)'-';
            size = 0 - size;
        }

        var (whole, fraction) = Math.DivRem(size, One);
        written += WriteLong((long)whole, to[written..]);
        to[written++] = (byte)'.';
        var rest = (uint)fraction;
        var digits = to.Slice(written, Decimals);
        for (var digit = Decimals - 1; digit >= 0; digit--)
        {
            (rest, var last) = Math.DivRem(rest, 10);
            digits[digit] = (byte)('0' + last);
        }

        return written + Math.Max(1, digits.TrimEnd((byte)'0').Length);
    }

    private static uint Digits(int value)
    {
        Span<byte> digits = stackalloc byte[sizeof(uint)];
        Utf8Formatter.TryFormat(value, digits, out _);
        return BinaryPrimitives.ReadUInt32LittleEndian(digits);
    }
}
