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

    /// <summary>For each place in a vector the lesser of what it was and of the text's byte there, as signed numbers.</summary>
    /// <param name="length">Bytes of the vector that are of the text: what follows them may be of another line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Least(Vector256<sbyte> least, Vector256<byte> bytes, int length) =>
        Vector256.Min(
            least,
            Vector256.ConditionalSelect(
                Vector256.LessThan(Vector256<sbyte>.Indices, Vector256.Create((sbyte)length)),
                bytes.AsSByte(),
                Vector256.Create(sbyte.MaxValue)
            )
        );

    /// <summary>Bytes to the first quote or backslash after a place; to the end when there is none.</summary>
    /// <param name="line">At least a vector; it begins with the line in which the text is.</param>
    /// <param name="least">Takes in the text's bytes, as <see cref="IsText"/> wants them.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Before(ReadOnlySpan<byte> line, int position, ref Vector256<sbyte> least)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        var (at, last) = (position, line.Length - Vector256<byte>.Count);
        for (; at <= last; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref start, (nuint)at);
            var before = Before(bytes);
            least = Least(least, bytes, before);
            if (before < Vector256<byte>.Count)
            {
                return at - position + before;
            }
        }

        if (at >= line.Length)
        {
            return line.Length - position;
        }

        // The last vector, of which the first bytes are known already: nothing is read outside.
        var tail = Vector256.LoadUnsafe(ref start, (nuint)last);
        var rest = Ends(tail) >> (at - last);
        var end = rest == 0 ? line.Length : at + BitOperations.TrailingZeroCount(rest);
        least = Least(least, tail, end - last);
        return end - position;
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
