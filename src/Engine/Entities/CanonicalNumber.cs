using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Millrace.Engine.Entities;

/// <summary>One way to write each number, whatever way it came in: 1, 1.0, 1e0 and 10E-1 are all 1. Exact.</summary>
internal static class CanonicalNumber
{
    /// <summary>Longer ones are written with an exponent: a short text in a line must not become a long one.</summary>
    private const int PlainDigitsMax = 19;

    /// <summary>Beyond it nobody means a number.</summary>
    private const int ExponentMax = 100_000;

    /// <param name="json">A number as JSON has it.</param>
    /// <returns>Null where the exponent is out of bounds.</returns>
    public static string? Of(ReadOnlySpan<byte> json)
    {
        var isNegative = json[0] == (byte)'-';
        var mark = json.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = (mark < 0 ? json : json[..mark])[(isNegative ? 1 : 0)..];
        var exponent = 0L;
        if (mark >= 0 && !TryReadExponent(json[(mark + 1)..], out exponent))
        {
            return null;
        }

        var point = mantissa.IndexOf((byte)'.');
        var digits = Encoding.ASCII.GetString(mantissa).Replace(".", "", StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        return significant.Length == 0 ? "0" : (isNegative ? "-" : "") + Text(significant, exponent);
    }

    /// <param name="digits">Without zeros at either end.</param>
    private static string Text(string digits, long exponent)
    {
        if (exponent >= 0 && digits.Length + exponent <= PlainDigitsMax)
        {
            return digits + new string('0', (int)exponent);
        }

        var whole = digits.Length + exponent;
        if (exponent < 0 && whole > 0)
        {
            return $"{digits[..(int)whole]}.{digits[(int)whole..]}";
        }

        return exponent < 0 && digits.Length - whole <= PlainDigitsMax
            ? $"0.{new string('0', (int)-whole)}{digits}"
            : string.Create(CultureInfo.InvariantCulture, $"{digits}E{exponent}");
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        // Utf8Parser takes no plus sign.
        text = text[0] == (byte)'+' ? text[1..] : text;
        return Utf8Parser.TryParse(text, out exponent, out var read)
            && read == text.Length
            && exponent is >= -ExponentMax and <= ExponentMax;
    }
}
