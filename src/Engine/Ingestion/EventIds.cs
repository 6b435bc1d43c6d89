using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>Hashes by which ids are known: of what kind an id is, and whose, is in its hash.</summary>
public sealed class EventIds
{
    private const int HeadBytes = sizeof(int) + 1;

    private readonly byte[] bytes = new byte[HeadBytes + CellKey.PartBytesMax];
    private readonly long seed;

    /// <param name="seed">Of the hashes that are stored.</param>
    internal EventIds(long seed) => this.seed = seed;

    /// <summary>What a shopper is known by: all that is kept of the id.</summary>
    public static ulong ShopperHash(int account, string shopperId, long seed)
    {
        var id = Encoding.UTF8.GetBytes(shopperId);
        return (ulong)Hash(new byte[HeadBytes + id.Length], account, HashRole.Shopper, id, seed);
    }

    internal ulong Shopper(int account, ReadOnlySpan<byte> id) => (ulong)Hash(account, HashRole.Shopper, id);

    /// <summary>Zero where there is no id.</summary>
    internal UInt128 Event(int account, ReadOnlySpan<byte> id) => id.IsEmpty ? UInt128.Zero : Hash(account, HashRole.Event, id);

    /// <summary>Marks the event of an id as taken back; zero where there is no id.</summary>
    internal UInt128 Taken(int account, ReadOnlySpan<byte> id) => id.IsEmpty ? UInt128.Zero : Hash(account, HashRole.Taken, id);

    /// <summary>What a touch or deed is known by among its shopper's; zero where there is no id.</summary>
    internal ulong OfShopper(int account, ReadOnlySpan<byte> id) => id.IsEmpty ? 0 : (ulong)Hash(account, HashRole.OfShopper, id);

    private UInt128 Hash(int account, HashRole role, ReadOnlySpan<byte> id) => Hash(bytes, account, role, id, seed);

    private static UInt128 Hash(Span<byte> bytes, int account, HashRole role, ReadOnlySpan<byte> id, long seed)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, account);
        bytes[sizeof(int)] = (byte)role;
        id.CopyTo(bytes[HeadBytes..]);
        return XxHash128.HashToUInt128(bytes[..(HeadBytes + id.Length)], seed);
    }

    /// <summary>What a hash stands for; the numbers are in stored hashes.</summary>
    private enum HashRole : byte
    {
        Event = 0,
        Taken = 1,
        OfShopper = 2,
        Shopper = 3,
    }
}
