using System.Text.Json;

namespace Millrace.Landing.Records;

/// <summary>
/// JSON values as a stream writes them, read off the front of what is left of a record. False means: not plain, ask the exact
/// reader; true means that the exact reader reads the same.
/// </summary>
internal static unsafe class PlainValue
{
    /// <summary>So many digits always fit into a long.</summary>
    private const int DigitsMax = 18;
    private const int MoneyDigitsMax = 12;
    private const int MicrosDigits = 6;

    private static ReadOnlySpan<long> Tens => [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    public static bool TryNull(ref ReadOnlySpan<byte> rest)
    {
        if (!rest.StartsWith("null"u8))
        {
            return false;
        }

        rest = rest[4..];
        return true;
    }

    /// <param name="scratch">Takes a text that has escapes; any other stays where it is.</param>
    public static bool TryText(ref ReadOnlySpan<byte> rest, TextArena scratch, ref Slot slot)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            return false;
        }

        var end = rest[1..].IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
        {
            return false;
        }

        if (rest[1 + end] == '\\')
        {
            return TryEscaped(ref rest, scratch, ref slot);
        }

        fixed (byte* text = rest)
        {
            Slot.SetText(ref slot, text + 1, end);
        }

        rest = rest[(end + 2)..];
        return true;
    }

    public static bool TryWhole(ref ReadOnlySpan<byte> rest, out long value)
    {
        var isNegative = TakeMinus(ref rest);
        if (!TryDigits(ref rest, DigitsMax, out value))
        {
            return false;
        }

        value = isNegative ? -value : value;
        return true;
    }

    /// <param name="micros">The amount in millionths.</param>
    public static bool TryMoney(ref ReadOnlySpan<byte> rest, out long micros)
    {
        var isNegative = TakeMinus(ref rest);
        if (!TryDigits(ref rest, MoneyDigitsMax, out micros))
        {
            return false;
        }

        micros *= Tens[0];
        if (!rest.IsEmpty && rest[0] == '.')
        {
            rest = rest[1..];
            var before = rest.Length;
            if (!TryFraction(ref rest, out var fraction))
            {
                return false;
            }

            micros += fraction * Tens[before - rest.Length];
        }

        micros = isNegative ? -micros : micros;
        return true;
    }

    /// <summary>A time of the form 2022-02-01T10:00:00-08:00; the other forms are left to the exact reader.</summary>
    public static bool TryWindow(ReadOnlySpan<byte> text, out DateOnly day, out int hour)
    {
        (day, hour) = (default, 0);
        if (
            text.Length != 25
            || text[4] != '-'
            || text[7] != '-'
            || text[10] != 'T'
            || text[13] != ':'
            || text[16] != ':'
            || text[19] is not ((byte)'+' or (byte)'-')
            || text[22] != ':'
        )
        {
            return false;
        }

        var (century, year, month, dayOfMonth) = (Two(text), Two(text[2..]), Two(text[5..]), Two(text[8..]));
        hour = Two(text[11..]);
        // The first and the last century are left out: there an offset can lead out of the calendar.
        if (
            century is not (>= 1 and <= 98)
            || year < 0
            || month is not (>= 1 and <= 12)
            || dayOfMonth < 1
            || dayOfMonth > DateTime.DaysInMonth((century * 100) + year, month)
            || hour is not (>= 0 and <= 23)
            || Two(text[14..]) is not (>= 0 and <= 59)
            || Two(text[17..]) is not (>= 0 and <= 59)
            || Two(text[20..]) is not (>= 0 and <= 13)
            || Two(text[23..]) is not (>= 0 and <= 59)
        )
        {
            return false;
        }

        day = new DateOnly((century * 100) + year, month, dayOfMonth);
        return true;
    }

    private static bool TryEscaped(ref ReadOnlySpan<byte> rest, TextArena scratch, ref Slot slot)
    {
        try
        {
            var json = new Utf8JsonReader(rest);
            json.Read();
            var at = scratch.Reserve(rest.Length);
            var length = json.CopyString(new Span<byte>(at, rest.Length));
            scratch.Take(length);
            Slot.SetText(ref slot, at, length);
            rest = rest[(int)json.BytesConsumed..];
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TakeMinus(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != '-')
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    /// <summary>A whole number without a sign and, as JSON wants it, without zeros before it.</summary>
    private static bool TryDigits(ref ReadOnlySpan<byte> rest, int digitsMax, out long value)
    {
        var digits = Digits(rest, digitsMax, out value);
        if (digits == 0 || (digits > 1 && rest[0] == '0'))
        {
            return false;
        }

        rest = rest[digits..];
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out long value)
    {
        var digits = Digits(rest, MicrosDigits, out value);
        rest = rest[digits..];
        return digits > 0;
    }

    /// <summary>How many digits stand at the front, at most so many; one more is then no end of a value, and the form fails.</summary>
    private static int Digits(ReadOnlySpan<byte> rest, int digitsMax, out long value)
    {
        value = 0;
        var digits = 0;
        while (digits < digitsMax && digits < rest.Length && (uint)(rest[digits] - '0') <= 9)
        {
            value = (value * 10) + (rest[digits++] - '0');
        }

        return digits;
    }

    /// <summary>Two digits as a number, -1 for anything else.</summary>
    private static int Two(ReadOnlySpan<byte> text)
    {
        var (tens, ones) = ((uint)(text[0] - '0'), (uint)(text[1] - '0'));
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : -1;
    }
}
