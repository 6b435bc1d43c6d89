namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Numbers of the plain form, exact. Each answers false for any other form, and leaves the place behind the digits that it
/// read: what follows is for the next segment to match, so that no digit, point or exponent can follow unseen.
/// </summary>
internal static class Numbers
{
    /// <summary>Nine digits: below every bound on a count or a cost, so that none needs to be asked.</summary>
    private const int WholeDigitsMax = 9;
    private const int Decimals = 6;

    private static ReadOnlySpan<int> MicrosOfLastDigit => [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>A count: digits, not beginning with a zero.</summary>
    public static bool TryReadCount(ReadOnlySpan<byte> line, ref int position, out long count) =>
        TryReadWhole(line, ref position, out count) && count > 0;

    /// <summary>A whole number from zero: digits, not beginning with a zero unless that is all.</summary>
    public static bool TryReadWhole(ReadOnlySpan<byte> line, ref int position, out long value)
    {
        value = 0;
        var first = position;
        var digits = TryReadDigits(line, ref position, WholeDigitsMax, ref value);
        return digits > 0 && (digits == 1 || line[first] != (byte)'0');
    }

    /// <summary>Money in millionths: digits, perhaps a point and up to six digits.</summary>
    public static bool TryReadMicros(ReadOnlySpan<byte> line, ref int position, out long micros)
    {
        if (!TryReadWhole(line, ref position, out micros))
        {
            return false;
        }

        if ((uint)position >= (uint)line.Length || line[position] != (byte)'.')
        {
            micros *= 1_000_000;
            return true;
        }

        position++;
        var digits = TryReadDigits(line, ref position, Decimals, ref micros);
        micros *= MicrosOfLastDigit[digits];
        return digits > 0;
    }

    /// <summary>Any number without an exponent.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> line, ref int position)
    {
        if (position < line.Length && line[position] == (byte)'-')
        {
            position++;
        }

        if (!TryReadWhole(line, ref position, out _))
        {
            return false;
        }

        if (position >= line.Length || line[position] != (byte)'.')
        {
            return true;
        }

        var first = ++position;
        while (position < line.Length && line[position] is >= (byte)'0' and <= (byte)'9')
        {
            position++;
        }

        return position > first;
    }

    private static int TryReadDigits(ReadOnlySpan<byte> line, ref int position, int most, ref long value)
    {
        var digits = 0;
        while (digits < most && (uint)position < (uint)line.Length && (uint)(line[position] - '0') <= 9)
        {
            value = (value * 10) + (line[position++] - '0');
            digits++;
        }

        return digits;
    }
}
