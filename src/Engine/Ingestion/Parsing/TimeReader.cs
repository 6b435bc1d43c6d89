using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>
/// Reads times of the form <c>2026-07-12T13:05:09[.f…](Z|±HH:MM)</c>, fractions of up to seven digits, and answers false for
/// every other, also for some good ones. Keeps the date of the last time, because the next mostly has the same.
/// </summary>
internal sealed class TimeReader
{
    private const int FractionDigitsMax = 7;
    private const int DayNumberOfEpoch = 719_162;

    /// <summary>Of a time without a fraction and with an offset, the usual form.</summary>
    private const int UsualBytes = 25;

    private const int ClockAt = 11;

    // What stands around the clock of the last usual time, and the second at which that clock would be at zero.
    private (ulong YearMonth, uint Day, ulong Offset) around;
    private long midnight;
    private ulong lastYearMonth;
    private ushort lastDay;
    private long lastDaySeconds;

    public bool TryRead(ReadOnlySpan<byte> text, out long unixSeconds)
    {
        if (text.Length != UsualBytes)
        {
            return TryReadAny(text, out unixSeconds);
        }

        // Events come more or less in order: but for the clock the time is that of the line before.
        var clock = BinaryPrimitives.ReadUInt64LittleEndian(text[ClockAt..]);
        var others = (
            BinaryPrimitives.ReadUInt64LittleEndian(text),
            BinaryPrimitives.ReadUInt32LittleEndian(text[8..]) & 0xFF_FFFF,
            BinaryPrimitives.ReadUInt64LittleEndian(text[17..]) >> 16
        );
        if (others == around)
        {
            var isClock = TryReadClock(clock, out var seconds);
            unixSeconds = midnight + seconds;
            return isClock;
        }

        if (!TryReadAny(text, out unixSeconds))
        {
            return false;
        }

        TryReadClock(clock, out var read);
        (around, midnight) = (others, unixSeconds - read);
        return true;
    }

    private bool TryReadAny(ReadOnlySpan<byte> text, out long unixSeconds)
    {
        unixSeconds = 0;
        if (text.Length < 20 || text[10] != (byte)'T')
        {
            return false;
        }

        if (
            BinaryPrimitives.ReadUInt64LittleEndian(text) != lastYearMonth
            || BinaryPrimitives.ReadUInt16LittleEndian(text[8..]) != lastDay
        )
        {
            if (!TryReadDate(text))
            {
                return false;
            }
        }

        var rest = text[19..];
        if (
            !TryReadClock(BinaryPrimitives.ReadUInt64LittleEndian(text[ClockAt..]), out var seconds)
            || !TryReadOffset(rest, out var offset)
        )
        {
            return false;
        }

        // The fraction is dropped: seconds are rounded down, also before 1970.
        unixSeconds = lastDaySeconds + seconds - offset;
        return true;
    }

    private bool TryReadDate(ReadOnlySpan<byte> text)
    {
        if (
            text[4] != (byte)'-'
            || text[7] != (byte)'-'
            || !TryReadPair(text, 0, out var century)
            || !TryReadPair(text, 2, out var yearOfCentury)
            || !TryReadPair(text, 5, out var month)
            || !TryReadPair(text, 8, out var day)
        )
        {
            return false;
        }

        // Years near the ends of the calendar are left to the exact path: with an offset they may lie outside.
        var year = (century * 100) + yearOfCentury;
        if (year is < 1000 or > 9000 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        lastDaySeconds = (new DateOnly(year, month, day).DayNumber - DayNumberOfEpoch) * 86_400L;
        lastYearMonth = BinaryPrimitives.ReadUInt64LittleEndian(text);
        lastDay = BinaryPrimitives.ReadUInt16LittleEndian(text[8..]);
        return true;
    }

    /// <summary>Reads HH:MM:SS, its eight bytes at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadClock(ulong text, out int seconds)
    {
        const ulong Zeros = 0x3030_3A30_303A_3030; // "00:00:00"
        const ulong Colons = 0x0000_FF00_00FF_0000;
        var digits = text ^ Zeros;
        var tooLarge = (((digits & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
        var hours = (int)(((digits & 0xF) * 10) + ((digits >> 8) & 0xF));
        var minutes = (int)((((digits >> 24) & 0xF) * 10) + ((digits >> 32) & 0xF));
        var rest = (int)((((digits >> 48) & 0xF) * 10) + (digits >> 56));
        seconds = (hours * 3600) + (minutes * 60) + rest;
        return (tooLarge | (digits & Colons)) == 0 && hours <= 23 && minutes <= 59 && rest <= 59;
    }

    /// <summary>Reads what follows the seconds: perhaps a fraction, and Z or an offset of less than 14 hours.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out int seconds)
    {
        seconds = 0;
        if (rest[0] == (byte)'.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits is < 1 or > FractionDigitsMax)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        if (rest.Length == 1)
        {
            return rest[0] == (byte)'Z';
        }

        if (
            rest.Length != 6
            || rest[0] is not ((byte)'+' or (byte)'-')
            || rest[3] != (byte)':'
            || !TryReadPair(rest, 1, out var hours)
            || !TryReadPair(rest, 4, out var minutes)
            || hours > 13
            || minutes > 59
        )
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * (rest[0] == (byte)'-' ? -60 : 60);

        // JSON's reader has its own view of -00:00.
        return rest[0] == (byte)'+' || seconds != 0;
    }

    private static bool TryReadPair(ReadOnlySpan<byte> text, int at, out int value)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        value = (int)((tens * 10) + ones);
        return tens <= 9 && ones <= 9;
    }
}
