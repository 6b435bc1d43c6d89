using Millrace.Engine.Journal;

namespace Millrace.Engine.Attribution;

/// <summary>A row of a <see cref="ShopperLog{TRow}"/>: fixed in size, without references, the same in journal and pages.</summary>
internal interface IShopperRow<TSelf>
    where TSelf : unmanaged, IShopperRow<TSelf>
{
    /// <summary>Hash of account and shopper id; <see cref="ShopperLog{TRow}.Nobody"/> in a row that was cleared.</summary>
    ulong Shopper { get; }

    /// <summary>When it happened, unix seconds.</summary>
    uint Time { get; }

    void Write(ByteWriter writer);

    /// <param name="version">1 did not say of which account a deed is.</param>
    static abstract TSelf Read(ref ByteReader reader, byte version);
}
