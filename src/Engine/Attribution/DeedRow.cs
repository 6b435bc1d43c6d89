using System.Runtime.InteropServices;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>What a shopper did, or a return or invalidation of it. 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct DeedRow : IShopperRow<DeedRow>
{
    public required ulong Shopper { get; init; }

    /// <summary>Hash of the event id.</summary>
    public required ulong Id { get; init; }

    /// <summary>Of a return or invalidation the id of what it takes back, else 0.</summary>
    public ulong Refers { get; init; }

    /// <summary>Of a purchase, on the platform or off it, and of a return: millionths of the currency unit, for all units together.</summary>
    public long SalesMicros { get; init; }

    public required uint Time { get; init; }

    /// <summary>Number of the product, -1 where the deed has no sku.</summary>
    public required int Product { get; init; }

    /// <summary>Number of its brand, -1 where it is unknown.</summary>
    public required int Brand { get; init; }

    /// <summary>Key of the account, plus one; 0 where an earlier version wrote it.</summary>
    public int Owner { get; init; }

    /// <summary>Of a purchase or a return; else 0.</summary>
    public int Units { get; init; }

    public required DeedKind Kind { get; init; }

    /// <summary>False for what only takes something back: that is never credited itself.</summary>
    public bool IsDeed => Kind is not (DeedKind.Return or DeedKind.Invalidation);

    /// <summary>Whether it can be new to its brand.</summary>
    public bool HasShopperStatus => Brand >= 0 && Kind is DeedKind.Purchase or DeedKind.PageView;

    public static DeedRow Read(ref ByteReader reader, byte version)
    {
        var ids = reader.Hash();
        return new()
        {
            Shopper = (ulong)(ids >> 64),
            Id = (ulong)ids,
            Kind = (DeedKind)reader.Byte(),
            Refers = reader.Varint(),
            Time = (uint)reader.Varint(),
            Product = (int)reader.Signed(),
            Brand = (int)reader.Signed(),
            Units = (int)reader.Signed(),
            SalesMicros = reader.Signed(),
            Owner = version < 2 ? 0 : reader.Number(),
        };
    }

    public void Write(ByteWriter writer)
    {
        writer.Hash(new UInt128(Shopper, Id));
        writer.Byte((byte)Kind);
        writer.Varint(Refers);
        writer.Varint(Time);
        writer.Signed(Product);
        writer.Signed(Brand);
        writer.Signed(Units);
        writer.Signed(SalesMicros);
        writer.Varint((ulong)Owner);
    }
}
