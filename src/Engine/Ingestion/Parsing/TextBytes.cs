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
    public static int Before(Vector256<byte> bytes) => BitOperations.TrailingZeroCount(Ends(bytes).ExtractMostSignificantBits());

    /// <summary>All bits of each byte that is a quote or a backslash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Ends(Vector256<byte> bytes) =>
        Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));

    /// <summary>Bytes to the first quote or backslash after a place; to the end when there is none.</summary>
    /// <param name="line">At least a vector; it begins with the line in which the text is.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Before(ReadOnlySpan<byte> line, int position)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        var (at, last) = (position, line.Length - Vector256<byte>.Count);
        for (; at <= last; at += Vector256<byte>.Count)
        {
            if (Before(Vector256.LoadUnsafe(ref start, (nuint)at)) is var before && before < Vector256<byte>.Count)
            {
                return at - position + before;
            }
        }

        if (at >= line.Length)
        {
            return line.Length - position;
        }

        // The last vector, of which the first bytes are known already: nothing is read outside.
        var rest = Ends(Vector256.LoadUnsafe(ref start, (nuint)last)).ExtractMostSignificantBits() >> (at - last);
        return rest == 0 ? line.Length - position : at - position + BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>True when the line is UTF-8 without control characters.</summary>
    public static bool IsText(ReadOnlySpan<byte> line)
    {
        if (line.Length < Vector256<byte>.Count)
        {
            return IsUnusualText(line);
        }

        // As signed numbers both control characters and all that is not ASCII are less than a space.
        ref var start = ref MemoryMarshal.GetReference(line);
        var last = line.Length - Vector256<byte>.Count;
        var least = Vector256.LoadUnsafe(ref start, (nuint)last).AsSByte();
        for (var at = 0; at < last; at += Vector256<byte>.Count)
        {
            least = Vector256.Min(least, Vector256.LoadUnsafe(ref start, (nuint)at).AsSByte());
        }

        return Vector256.GreaterThanOrEqualAll(least, Vector256.Create((sbyte)' ')) || IsUnusualText(line);
    }

    private static bool IsUnusualText(ReadOnlySpan<byte> line) => Utf8.IsValid(line) && !line.ContainsAny(Controls);
}
