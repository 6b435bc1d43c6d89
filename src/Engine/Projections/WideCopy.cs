using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Millrace.Engine.Projections;

/// <summary>
/// Copies short texts in whole steps, beyond their end: the caller answers for the room on both sides. In place of
/// Span.CopyTo.
/// </summary>
internal static class WideCopy
{
    /// <summary>Bytes in a step: how much room both sides must have behind the text.</summary>
    public const int Step = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref byte from, ref byte to, int length)
    {
        nuint at = 0;
        do
        {
            Vector256.LoadUnsafe(ref from, at).StoreUnsafe(ref to, at);
            at += Step;
        } while (at < (nuint)length);
    }
}
