using System.Runtime.InteropServices;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>A click on an ad or a view of it by a known shopper, or the invalidation of one. 36 bytes, packed so that no more are paid.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct TouchRow : IShopperRow<TouchRow>
{
    private const byte AdProductBits = 3;
    private const byte ViewBit = 4;
    private const byte InvalidationBit = 8;

    public required ulong Shopper { get; init; }

    /// <summary>Hash of the event id; of an invalidation, that of the touch that it takes back.</summary>
    public required ulong Id { get; init; }

    public required uint Time { get; init; }

    /// <summary>
    /// Number of the ids that the ad has; what it stands for is the caller's. Of an invalidation the account, as -1 less its key; 0 where
    /// an earlier version wrote it.
    /// </summary>
    public required int Combination { get; init; }

    /// <summary>Number of the advertised product, -1 where there is none.</summary>
    public required int Product { get; init; }

    /// <summary>Number of its brand, -1 where it is unknown.</summary>
    public required int Brand { get; init; }

    public required AdProduct AdProduct { get; init; }

    public bool IsView { get; init; }

    public bool IsInvalidation { get; init; }

    public static TouchRow Read(ref ByteReader reader, byte version)
    {
        var (ids, flags) = (reader.Hash(), reader.Byte());
        return new()
        {
            Shopper = (ulong)(ids >> 64),
            Id = (ulong)ids,
            AdProduct = (AdProduct)(flags & AdProductBits),
            IsView = (flags & ViewBit) != 0,
            IsInvalidation = (flags & InvalidationBit) != 0,
            Time = (uint)reader.Varint(),
            Combination = (int)reader.Signed(),
            Product = (int)reader.Signed(),
            Brand = (int)reader.Signed(),
        };
    }

    public void Write(ByteWriter writer)
    {
        writer.Hash(new UInt128(Shopper, Id));
        writer.Byte((byte)((int)AdProduct | (IsView ? ViewBit : 0) | (IsInvalidation ? InvalidationBit : 0)));
        writer.Varint(Time);
        writer.Signed(Combination);
        writer.Signed(Product);
        writer.Signed(Brand);
    }
}
