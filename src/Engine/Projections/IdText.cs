using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Projections;

/// <summary>
/// Writes 16 bytes as the text of a UUID of version 3, dashes and all, in a few vector steps. In place of Guid.TryFormat,
/// which takes three times as long.
/// </summary>
internal static class IdText
{
    public const int Bytes = 36;

    /// <summary>How much is written, what lies behind the text included.</summary>
    public const int Room = 48;

    /// <param name="to">At least <see cref="Room"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector128<byte> hash, Span<byte> to)
    {
        // The version's nibble (3) and the two bits of the variant (10) take the place of six bits of the hash.
        var named =
            (
                hash
                & Vector128.Create(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0xFF, 0x3F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
            ) | Vector128.Create(0, 0, 0, 0, 0, 0, 0x30, 0, 0x80, 0, 0, 0, 0, 0, 0, (byte)0);
        var high = (named.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0F);
        var low = named & Vector128.Create((byte)0x0F);
        var digits = Vector128.Create("0123456789abcdef"u8);
        var highDigits = Vector128.Shuffle(digits, high);
        var lowDigits = Vector128.Shuffle(digits, low);

        // Pairs: bytes 0 to 7 and 8 to 15 as hex, 16 characters each.
        var left = Interleave(highDigits, lowDigits, Vector128.Create((byte)0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
        var right = Interleave(
            highDigits,
            lowDigits,
            Vector128.Create((byte)8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15)
        );
        ref var target = ref MemoryMarshal.GetReference(to[..Room]);
        var dash = Vector128.Create((byte)'-');

        // 8 digits, dash, 4 digits, dash, 2 digits; then from the 13th digit on.
        var first = Vector128.Shuffle(left, Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 255, 8, 9, 10, 11, 255, 12, 13));
        var firstDashes = dash & Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0);
        (first | firstDashes).StoreUnsafe(ref target);
        var second =
            Vector128.Shuffle(
                left,
                Vector128.Create((byte)14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)
            )
            | Vector128.Shuffle(right, Vector128.Create((byte)255, 255, 255, 0, 1, 2, 3, 255, 4, 5, 6, 7, 8, 9, 10, 11))
            | (dash & Vector128.Create((byte)0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0));
        second.StoreUnsafe(ref target, 16);
        Vector128
            .Shuffle(right, Vector128.Create((byte)12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            .StoreUnsafe(ref target, 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Interleave(Vector128<byte> high, Vector128<byte> low, Vector128<byte> places)
    {
        var isLow = Vector128.Create((ushort)0xFF00).AsByte();
        return Vector128.ConditionalSelect(isLow, Vector128.Shuffle(low, places), Vector128.Shuffle(high, places));
    }
}
