using System.IO.Hashing;
using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// The cells of a batch of one family, in the order in which they came, with what its countable events add. They are told apart by a
/// 128-bit hash of all that an event is about and of the window: one search, in little memory.
/// </summary>
/// <param name="seed">A secret of the deployment, so that nobody can make two names meet in one hash.</param>
/// <param name="windows">Those of the part.</param>
internal sealed class BatchCells(CellFamily family, long seed, PartWindows windows)
{
    private const int HashWords = 2;
    private const int HeadWords = HashWords + 1;

    // The same ids are other cells in another family.
    private readonly long seed = seed + (family.Number - CellFamily.SponsoredProductsTraffic.Number);
    private readonly HashIndex index = new();
    private readonly int rowWords = HeadWords + family.Lanes;

    // A row: hash, where the name begins and the number of the window, sums.
    private long[] rows = new long[16 * (HeadWords + family.Lanes)];
    private byte[] names = new byte[1024];
    private int namesUsed;

    public CellFamily Family => family;

    public int Count => index.Count;

    /// <summary>The number of a cell's window.</summary>
    public int Window(int cell) => Head(cell).Window;

    /// <summary>Hash of what a cell is about, whatever its window: the same in every batch of the deployment.</summary>
    public UInt128 Combination(int cell) => Hash(cell) ^ windows.Salt(Window(cell));

    /// <summary>Hash of a cell: the same in every batch of the deployment.</summary>
    public UInt128 Hash(int cell) => MemoryMarshal.Read<UInt128>(MemoryMarshal.AsBytes(rows.AsSpan(cell * rowWords, HashWords)));

    /// <summary>The hash that the cell of a name has or would have.</summary>
    /// <param name="window">Its start.</param>
    public UInt128 Hash(CombinationName name, long window) => HashOf(name) ^ PartWindows.SaltOf(window);

    /// <summary>Whether countable events add anything to a cell.</summary>
    public bool IsCounted(int cell)
    {
        // A few numbers: quicker than the call of a general search.
        var any = 0L;
        foreach (var lane in Lanes(cell))
        {
            any |= lane;
        }

        return any != 0;
    }

    public Span<long> Lanes(int cell) => rows.AsSpan((cell * rowWords) + HeadWords, family.Lanes);

    /// <summary>What a cell is about, as <see cref="CombinationName.Bytes"/> has it.</summary>
    public ReadOnlySpan<byte> Name(int cell)
    {
        var from = Head(cell).NameAt;
        return names.AsSpan(from, (cell + 1 < Count ? Head(cell + 1).NameAt : namesUsed) - from);
    }

    /// <summary>The cell of a name in a window.</summary>
    public int GetOrAdd(CombinationName name, int window) => GetOrAdd(name, window, HashOf(name, window));

    /// <summary>Asks for the memory in which the cell of a name will be looked for; answers its hash.</summary>
    public UInt128 Fetch(CombinationName name, int window)
    {
        var hash = HashOf(name, window);
        index.Fetch((ulong)hash);
        return hash;
    }

    /// <summary>Asks for the memory of the cell itself, when that of <see cref="Fetch"/> has come.</summary>
    public void FetchRow(UInt128 hash)
    {
        var place = HashIndex.First((ulong)hash);
        if (index.TryNext((ulong)hash, ref place, out var cell))
        {
            Prefetch.Line(in rows[cell * rowWords]);
            Prefetch.Line(in rows[(cell * rowWords) + rowWords - 1]);
        }
    }

    /// <summary>The same as <see cref="GetOrAdd(CombinationName, int)"/> with the hash that <see cref="Fetch"/> has answered.</summary>
    public int GetOrAdd(CombinationName name, int window, UInt128 hash)
    {
        var place = HashIndex.First((ulong)hash);
        while (index.TryNext((ulong)hash, ref place, out var cell))
        {
            if (Hash(cell) == hash)
            {
                return cell;
            }
        }

        return Add(name, window, hash);
    }

    /// <summary>Whether the texts of a cell's target are still to be noted; says so once.</summary>
    public bool TryBeginShown(int cell)
    {
        ref var head = ref Head(cell);
        var isFirst = !head.IsShown;
        head.IsShown = true;
        return isFirst;
    }

    /// <summary>Forgets all cells and keeps the memory.</summary>
    public void Clear()
    {
        index.Clear();
        namesUsed = 0;
    }

    private UInt128 HashOf(CombinationName name, int window) => HashOf(name) ^ windows.Salt(window);

    private UInt128 HashOf(CombinationName name) => XxHash128.HashToUInt128(name.Bytes, seed);

    private int Add(CombinationName name, int window, UInt128 hash)
    {
        var cell = Count;
        if ((cell + 1) * rowWords > rows.Length)
        {
            Array.Resize(ref rows, rows.Length * 2);
        }

        if (namesUsed + name.Bytes.Length > names.Length)
        {
            Array.Resize(ref names, Math.Max(names.Length * 2, namesUsed + name.Bytes.Length));
        }

        var row = rows.AsSpan(cell * rowWords, rowWords);
        MemoryMarshal.Write(MemoryMarshal.AsBytes(row), hash);
        row[HeadWords..].Clear();
        index.Add((ulong)hash, cell);
        Head(cell) = new(namesUsed, window);
        name.Bytes.CopyTo(names.AsSpan(namesUsed));
        namesUsed += name.Bytes.Length;
        return cell;
    }

    private ref RowHead Head(int cell) =>
        ref MemoryMarshal.AsRef<RowHead>(MemoryMarshal.AsBytes(rows.AsSpan((cell * rowWords) + HashWords, 1)));

    /// <summary>Where the name begins, and with it whether texts were noted; the window's number.</summary>
    private struct RowHead(int nameAt, int window)
    {
        private uint name = (uint)nameAt << 1;

        public readonly int NameAt => (int)(name >> 1);

        public readonly int Window => window;

        public bool IsShown
        {
            readonly get => (name & 1) != 0;
            set => name = (name & ~1u) | (value ? 1u : 0);
        }
    }
}
