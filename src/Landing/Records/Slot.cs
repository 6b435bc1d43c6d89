using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Landing.Records;

/// <summary>
/// A value in the 16 bytes in which a vector of DuckDB holds a text: its length, then up to 12 bytes of it, or its first four and
/// its address. A number stands in the first eight. What stands at the address has to stay until the vector is appended.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe struct Slot
{
    public const int Bytes = 16;

    /// <summary>DuckDB orders UUIDs as signed numbers, and turns the highest bit for it.</summary>
    public static readonly UInt128 UuidSignBit = UInt128.One << 127;

    private const int InlineBytesMax = 12;

    [FieldOffset(0)]
    public long Number;

    [FieldOffset(0)]
    private int length;

    [FieldOffset(4)]
    private int prefix;

    [FieldOffset(8)]
    private byte* address;

    public static void SetText(ref Slot slot, byte* text, int length)
    {
        slot = default;
        slot.length = length;
        if (length <= InlineBytesMax)
        {
            Unsafe.CopyBlockUnaligned(ref Inline(ref slot), ref *text, (uint)length);
            return;
        }

        slot.prefix = Unsafe.ReadUnaligned<int>(text);
        slot.address = text;
    }

    /// <summary>A UUID fills all 16 bytes, as <see cref="ColumnKind.Uuid"/> says.</summary>
    public static void SetUuid(ref Slot slot, UInt128 uuid) => Unsafe.As<Slot, UInt128>(ref slot) = uuid ^ UuidSignBit;

    public static ReadOnlySpan<byte> Text(ref Slot slot) =>
        slot.length <= InlineBytesMax
            ? MemoryMarshal.CreateReadOnlySpan(ref Inline(ref slot), slot.length)
            : new ReadOnlySpan<byte>(slot.address, slot.length);

    private static ref byte Inline(ref Slot slot) => ref Unsafe.AddByteOffset(ref Unsafe.As<Slot, byte>(ref slot), 4);
}
