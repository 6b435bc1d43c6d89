using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Millrace.Engine.Ingestion.Parsing;

/// <summary>Looks at the bytes of texts a vector at a time. All of it holds on machines without vectors, too.</summary>
internal static class TextBytes
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create([
        .. Enumerable.Range(0, ' ').Select(value => (byte)value),
    ]);

    /// <summary>Bytes to the first quote or backslash of a vector; as many as it has when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Before(Vector256<byte> bytes) => BitOperations.TrailingZeroCount(Ends(bytes));

    /// <summary>Bytes to the first quote or backslash of the line after a place; to the line's end when there is none.</summary>
    /// <param name="line">At least a vector.</param>
    /// <param name="least">Takes in the bytes looked at, as <see cref="IsText"/> wants them.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Before(ReadOnlySpan<byte> line, int position, ref Vector256<sbyte> least)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        var (at, last) = (position, line.Length - Vector256<byte>.Count);
        for (; at <= last; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref start, (nuint)at);
            least = Vector256.Min(least, bytes.AsSByte());
            var ends = Ends(bytes);
            if (ends != 0)
            {
                return at - position + BitOperations.TrailingZeroCount(ends);
            }
        }

        if (at >= line.Length)
        {
            return line.Length - position;
        }

        // The last vector of the line, of which the first bytes are known already: nothing is read outside the line.
        var tail = Vector256.LoadUnsafe(ref start, (nuint)last);
        least = Vector256.Min(least, tail.AsSByte());
        var rest = Ends(tail) >> (at - last);
        return rest == 0 ? line.Length - position : at - position + BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>True when the line is UTF-8 without control characters.</summary>
    /// <param name="least">
    /// For each place in a vector the least of the bytes in doubt, as signed numbers: so both control characters and all that is
    /// not ASCII are less than a space.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsText(ReadOnlySpan<byte> line, Vector256<sbyte> least) =>
        Vector256.GreaterThanOrEqualAll(least, Vector256.Create((sbyte)' '))
        || (Utf8.IsValid(line) && !line.ContainsAny(Controls));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Ends(Vector256<byte> bytes) =>
        (
            Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
        ).ExtractMostSignificantBits();
}
