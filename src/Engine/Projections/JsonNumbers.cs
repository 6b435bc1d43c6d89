using System.Buffers.Text;

namespace Millrace.Engine.Projections;

/// <summary>Numbers as records show them.</summary>
internal static class JsonNumbers
{
    /// <summary>No number takes more.</summary>
    public const int BytesMax = 24;

    private const int Decimals = 6;
    private const ulong One = 1_000_000;

    /// <summary>Answers how many bytes were written.</summary>
    public static int WriteLong(long value, Span<byte> to)
    {
        // Most deltas of counts have one digit.
        if ((ulong)value < 10)
        {
            to[0] = (byte)('0' + value);
            return 1;
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
}
