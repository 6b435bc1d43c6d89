using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What the events of a batch are about: the distinct combinations of account and the ids of a cell, told apart by a 128-bit hash
/// whose seed is new with every process. One search finds all ids at once, and touches little memory.
/// </summary>
internal sealed class Combinations(CellFamily family, long hashSeed)
{
    private readonly HashIndex index = new();
    private readonly byte[] name = new byte[sizeof(int) + (family.Dimensions.Count * (1 + CellKey.PartBytesMax))];
    private int nameLength;
    private Row[] rows = new Row[16];
    private byte[] names = new byte[1024];
    private int namesUsed;

    public int Count => index.Count;

    public UInt128 Hash(int combination) => rows[combination].Hash;

    /// <summary>A hash of the combination that is the same in every process.</summary>
    public UInt128 Content(int combination) => rows[combination].Content;

    /// <summary>Where in the batch the combination was met last.</summary>
    public ref Row Last(int combination) => ref rows[combination];

    public int Account(int combination) => BinaryPrimitives.ReadInt32LittleEndian(names.AsSpan(rows[combination].NameAt));

    /// <summary>Begins the name of a combination; its ids follow by <see cref="Append"/>, in the order of the family's dimensions.</summary>
    public void Begin(int account)
    {
        BinaryPrimitives.WriteInt32LittleEndian(name, account);
        nameLength = sizeof(int);
    }

    public void Append(ReadOnlySpan<byte> id)
    {
        name[nameLength] = (byte)id.Length;
        CopyShort(id, name.AsSpan(nameLength + 1, id.Length));
        nameLength += 1 + id.Length;
    }

    /// <summary>The number of the combination that was named.</summary>
    public int GetOrAdd()
    {
        var named = name.AsSpan(0, nameLength);
        var hash = XxHash128.HashToUInt128(named, hashSeed);
        var place = HashIndex.First((ulong)hash);
        while (index.TryNext((ulong)hash, ref place, out var combination))
        {
            if (rows[combination].Hash == hash)
            {
                return combination;
            }
        }

        return Add(hash, named);
    }

    /// <summary>One of the ids of a combination, by its place in the family's dimensions.</summary>
    public ReadOnlySpan<byte> Id(int combination, int dimension)
    {
        var rest = names.AsSpan(rows[combination].NameAt + sizeof(int));
        for (; dimension > 0; dimension--)
        {
            rest = rest[(1 + rest[0])..];
        }

        return rest.Slice(1, rest[0]);
    }

    /// <summary>Forgets all combinations and keeps the memory.</summary>
    public void Clear()
    {
        index.Clear();
        namesUsed = 0;
    }

    /// <summary>Ids have 8 to 32 bytes nearly always: two moves that overlap, without the call of a general copy.</summary>
    private static void CopyShort(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length is >= 8 and <= 16)
        {
            var (head, tail) = (MemoryMarshal.Read<ulong>(from), MemoryMarshal.Read<ulong>(from[^8..]));
            MemoryMarshal.Write(to, head);
            MemoryMarshal.Write(to[^8..], tail);
        }
        else if (from.Length is > 16 and <= 32)
        {
            var (head, tail) = (MemoryMarshal.Read<UInt128>(from), MemoryMarshal.Read<UInt128>(from[^16..]));
            MemoryMarshal.Write(to, head);
            MemoryMarshal.Write(to[^16..], tail);
        }
        else
        {
            from.CopyTo(to);
        }
    }

    private int Add(UInt128 hash, ReadOnlySpan<byte> named)
    {
        if (Count == rows.Length)
        {
            Array.Resize(ref rows, Count * 2);
        }

        if (namesUsed + named.Length > names.Length)
        {
            Array.Resize(ref names, names.Length * 2);
        }

        named.CopyTo(names.AsSpan(namesUsed));
        rows[Count] = new()
        {
            Hash = hash,
            Content = XxHash128.HashToUInt128(named),
            NameAt = namesUsed,
            Cell = -1,
        };
        namesUsed += named.Length;
        index.Add((ulong)hash, Count);
        return Count - 1;
    }

    /// <summary>A combination, and the cell that it was met in last.</summary>
    internal struct Row
    {
        public UInt128 Hash;
        public UInt128 Content;
        public int NameAt;
        public int Window;
        public int Cell;
        public bool HasText;
    }
}
