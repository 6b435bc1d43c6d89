using System.IO.Hashing;
using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// The cells of a batch, in the order in which they came, with what its countable events add. They are told apart by a 128-bit hash
/// of all that an event is about and of the window: one search, in little memory.
/// </summary>
/// <param name="seed">A secret of the deployment, so that nobody can make two names meet in one hash.</param>
internal sealed class BatchCells(CellFamily family, long seed)
{
    private const int HashWords = 2;
    private const int HeadWords = HashWords + 1;

    // Odd and without a pattern: no two windows turn a hash into the same one.
    private static readonly UInt128 WindowFactor = new(0x9E37_79B9_7F4A_7C15, 0xF39C_C060_5CED_C835);

    private readonly HashIndex index = new();
    private readonly int rowWords = HeadWords + family.Lanes;
    private readonly List<long> windows = [];
    private readonly List<UInt128> salts = [];
    private readonly Dictionary<long, int> windowNumbers = [];

    // A row: hash, where the name begins and the number of the window, sums.
    private long[] rows = new long[16 * (HeadWords + family.Lanes)];
    private byte[] names = new byte[1024];
    private int namesUsed;

    public int Count => index.Count;

    /// <summary>Starts of the windows, by their number.</summary>
    public IReadOnlyList<long> Windows => windows;

    public int Window(int cell) => Head(cell).Window;

    /// <summary>Hash of what a cell is about, whatever its window: the same in every batch of the deployment.</summary>
    public UInt128 Combination(int cell) => Hash(cell) ^ salts[Window(cell)];

    /// <summary>Hash of a cell: the same in every batch of the deployment.</summary>
    public UInt128 Hash(int cell) => MemoryMarshal.Read<UInt128>(MemoryMarshal.AsBytes(rows.AsSpan(cell * rowWords, HashWords)));

    /// <summary>The hash that the cell of a name has or would have.</summary>
    /// <param name="window">Its start.</param>
    public UInt128 Hash(CombinationName name, long window) => HashOf(name) ^ Salt(window);

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

    /// <summary>The number of a window.</summary>
    /// <param name="start">Unix seconds.</param>
    public int WindowNumber(long start)
    {
        if (!windowNumbers.TryGetValue(start, out var number))
        {
            windowNumbers.Add(start, number = windows.Count);
            windows.Add(start);
            salts.Add(Salt(start));
        }

        return number;
    }

    /// <summary>The cell of a name in a window.</summary>
    public int GetOrAdd(CombinationName name, int window)
    {
        var hash = HashOf(name) ^ salts[window];
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
        windows.Clear();
        salts.Clear();
        windowNumbers.Clear();
        namesUsed = 0;
    }

    private UInt128 HashOf(CombinationName name) => XxHash128.HashToUInt128(name.Bytes, seed);

    private static UInt128 Salt(long start) => unchecked((ulong)start * WindowFactor);

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
