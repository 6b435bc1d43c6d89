using System.Runtime.InteropServices;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Cells;

/// <summary>
/// The keys of combinations that came before, by their hash, and by another what was shown of their targets: spares the search for each
/// text. A memory of what can be found otherwise, so it may forget everything when it has grown too large.
/// </summary>
internal sealed class KnownKeys(int keyNumbers)
{
    /// <summary>Numbers behind a key: the hash of what was shown, zero where nothing was.</summary>
    public const int ShownNumbers = 2;

    private const int KeysMax = 1 << 20;
    private const int FindAtOnce = 128;
    private const int HashNumbers = 4;

    private readonly HashIndex index = new();
    private readonly int rowNumbers = HashNumbers + keyNumbers + ShownNumbers;
    private int[] rows = new int[16 * (HashNumbers + keyNumbers + ShownNumbers)];

    /// <summary>The keys of all cells and what was shown of each; those that are not known have a negative account.</summary>
    /// <param name="found">Room for key and shown numbers, one behind the other.</param>
    public void FindAll(BatchCells cells, Span<int> found)
    {
        var width = keyNumbers + ShownNumbers;
        Span<UInt128> hashes = stackalloc UInt128[FindAtOnce];
        Span<int> places = stackalloc int[FindAtOnce];
        for (var from = 0; from < cells.Count; from += FindAtOnce)
        {
            var count = Math.Min(FindAtOnce, cells.Count - from);
            for (var place = 0; place < count; place++)
            {
                hashes[place] = cells.Combination(from + place);
                index.Fetch((ulong)hashes[place]);
            }

            for (var place = 0; place < count; place++)
            {
                var hash = (ulong)hashes[place];
                var start = HashIndex.First(hash);
                if (index.TryNext(hash, ref start, out places[place]))
                {
                    Prefetch.Line(in rows[places[place] * rowNumbers]);
                    Prefetch.Line(in rows[(places[place] * rowNumbers) + rowNumbers - 1]);
                }
            }

            for (var place = 0; place < count; place++)
            {
                var key = found.Slice((from + place) * width, width);
                var row = places[place];
                if (row >= 0 && (HashOf(row) == hashes[place] || (row = Find(hashes[place])) >= 0))
                {
                    // A few numbers: quicker than the call of a general copy.
                    var known = rows.AsSpan((row * rowNumbers) + HashNumbers, width);
                    for (var number = 0; number < known.Length; number++)
                    {
                        key[number] = known[number];
                    }
                }
                else
                {
                    key.Fill(-1);
                }
            }
        }
    }

    /// <summary>Remembers a key, if it is not remembered yet.</summary>
    public void Add(UInt128 hash, ReadOnlySpan<int> key)
    {
        if (Find(hash) >= 0)
        {
            return;
        }

        if (index.Count == KeysMax)
        {
            Clear();
        }

        var row = index.Count;
        if ((row + 1) * rowNumbers > rows.Length)
        {
            Array.Resize(ref rows, rows.Length * 2);
        }

        var numbers = rows.AsSpan(row * rowNumbers, rowNumbers);
        numbers.Clear();
        MemoryMarshal.Write(MemoryMarshal.AsBytes(numbers), hash);
        key.CopyTo(numbers[HashNumbers..]);
        index.Add((ulong)hash, row);
    }

    /// <summary>Remembers what is shown of a combination's target, where the key is known.</summary>
    public void Show(UInt128 hash, ulong shown)
    {
        if (Find(hash) is var row and >= 0)
        {
            MemoryMarshal.Write(MemoryMarshal.AsBytes(rows.AsSpan((row * rowNumbers) + HashNumbers + keyNumbers)), shown);
        }
    }

    public void Clear() => index.Clear();

    private UInt128 HashOf(int row) =>
        MemoryMarshal.Read<UInt128>(MemoryMarshal.AsBytes(rows.AsSpan(row * rowNumbers, HashNumbers)));

    private int Find(UInt128 hash)
    {
        var place = HashIndex.First((ulong)hash);
        while (index.TryNext((ulong)hash, ref place, out var row))
        {
            if (HashOf(row) == hash)
            {
                return row;
            }
        }

        return -1;
    }
}
