using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Millrace.Sandbox.Objects.Wire;

/// <summary>What part of an object is asked for.</summary>
/// <param name="IsPart">False: all of it.</param>
internal readonly record struct ByteRange(long First, long Count, bool IsPart)
{
    public string ContentRange(long size) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{First + Count - 1}/{size}");

    /// <summary>One range; what is not of that form is passed over, as HTTP has it.</summary>
    /// <exception cref="ObjectError">The object ends before the range begins.</exception>
    public static ByteRange Read(string? header, long size)
    {
        if (
            header is null
            || !RangeHeaderValue.TryParse(header, out var parsed)
            || parsed.Unit != "bytes"
            || parsed.Ranges.Count != 1
        )
        {
            return new(0, size, false);
        }

        var asked = parsed.Ranges.Single();
        var first = asked.From ?? Math.Max(0, size - (asked.To ?? 0));
        var last = asked.From is null ? size - 1 : Math.Min(asked.To ?? (size - 1), size - 1);
        return first >= size || last < first ? throw ObjectError.InvalidRange() : new(first, last - first + 1, true);
    }
}
