using System.Runtime.InteropServices;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>
/// That a shopper bought of a brand, or the invalidation of a purchase: what tells who is new to a brand, kept far longer than the
/// deed. 36 bytes. It follows from the deed alone, so no journal record carries it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct PurchaseRow : IShopperRow<PurchaseRow>
{
    /// <summary>In the place of a brand.</summary>
    private const int Invalidation = -1;

    public required ulong Shopper { get; init; }

    /// <summary>Id of the purchase; of an invalidation, that of what it takes back.</summary>
    public required ulong Id { get; init; }

    /// <summary>Row number of the deed: which of two in the same second was taken in first.</summary>
    public required long Deed { get; init; }

    public required uint Time { get; init; }

    /// <summary>Number of the brand, -1 where the row takes a purchase back.</summary>
    public required int Brand { get; init; }

    /// <summary>That of the deed.</summary>
    public int Owner { get; init; }

    public bool IsInvalidation => Brand == Invalidation;

    /// <summary>
    /// The row of a deed; false where it has none. An invalidation always has one: the purchase that it names may still be to come,
    /// and the brand may have been another, or unknown, when that was taken in.
    /// </summary>
    /// <param name="row">Row number of the deed.</param>
    public static bool TryFrom(in DeedRow deed, long row, out PurchaseRow purchase)
    {
        var takesBack = deed.Kind == DeedKind.Invalidation;
        purchase = new()
        {
            Shopper = deed.Shopper,
            Id = takesBack ? deed.Refers : deed.Id,
            Deed = row,
            Time = deed.Time,
            Brand = takesBack ? Invalidation : deed.Brand,
            Owner = deed.Owner,
        };
        return takesBack || (deed.Kind == DeedKind.Purchase && deed.Brand >= 0);
    }

    public static PurchaseRow Read(ref ByteReader reader, byte version)
    {
        var ids = reader.Hash();
        return new()
        {
            Shopper = (ulong)(ids >> 64),
            Id = (ulong)ids,
            Deed = (long)reader.Varint(),
            Time = (uint)reader.Varint(),
            Brand = (int)reader.Signed(),
            Owner = version < 2 ? 0 : reader.Number(),
        };
    }

    public void Write(ByteWriter writer)
    {
        writer.Hash(new UInt128(Shopper, Id));
        writer.Varint((ulong)Deed);
        writer.Varint(Time);
        writer.Signed(Brand);
        writer.Varint((ulong)Owner);
    }
}
