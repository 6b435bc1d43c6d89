using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Millrace.Engine.Cells;

/// <summary>
/// Rows by a key of whole numbers, each with some signed sums: rows are numbered in the order in which they came and never move.
/// The full key is always compared. Because rows are walked in their order of arrival, the hash's seed cannot be seen in
/// anything that goes out.
/// </summary>
/// <param name="keyNumbers">Numbers of a key.</param>
/// <param name="lanes">Sums of a row.</param>
/// <param name="segmentShift">Log2 of the rows of a segment.</param>
internal sealed class SegmentedTable(int keyNumbers, int lanes, int segmentShift, long hashSeed)
{
    /// <summary>Every number of the key of a row that was erased: no key has it.</summary>
    public const int Erased = int.MaxValue;

    private const int FindAtOnce = 128;

    private readonly HashIndex index = new();
    private TableSegment[] segments = [];

    public int Count { get; private set; }

    public IReadOnlyList<TableSegment> Segments => segments;

    public int KeyNumbers => keyNumbers;

    public int SegmentRows => 1 << segmentShift;

    public ReadOnlySpan<int> Key(int row) => segments[row >> segmentShift].Key(row & (SegmentRows - 1));

    public Span<long> Lanes(int row) => segments[row >> segmentShift].Lanes(row & (SegmentRows - 1));

    public TableSegment SegmentOf(int row) => segments[row >> segmentShift];

    /// <summary>The row of a key, or -1 where there is none.</summary>
    public int Find(ReadOnlySpan<int> key) => Find(key, Hash(key));

    /// <summary>The row of a key, made with zero sums where there is none.</summary>
    public int GetOrAdd(ReadOnlySpan<int> key)
    {
        var hash = Hash(key);
        var row = Find(key, hash);
        return row >= 0 ? row : Add(key, hash);
    }

    /// <summary>The rows of some keys, one behind the other, each made with zero sums where there is none: no more than <see cref="FindAtOnce"/>.</summary>
    public void GetOrAddAll(ReadOnlySpan<int> keys, Span<int> rows)
    {
        Span<int> wanted = stackalloc int[FindAtOnce];
        wanted = wanted[..(keys.Length / keyNumbers)];
        for (var place = 0; place < wanted.Length; place++)
        {
            wanted[place] = place;
        }

        FindAll(keys, keyNumbers, wanted, rows);
        for (var place = 0; place < wanted.Length; place++)
        {
            if (rows[place] < 0)
            {
                // Perhaps made by one before it.
                rows[place] = GetOrAdd(keys.Slice(place * keyNumbers, keyNumbers));
            }
        }
    }

    /// <summary>
    /// The rows of many keys, -1 where there is none. In steps over many of them at a time, so that what each has to fetch from
    /// memory comes for several at once.
    /// </summary>
    /// <param name="keys">Keys, each at the beginning of so many numbers.</param>
    /// <param name="wanted">Which of them.</param>
    /// <param name="found">A row for each that is wanted.</param>
    public void FindAll(ReadOnlySpan<int> keys, int width, ReadOnlySpan<int> wanted, Span<int> found)
    {
        Span<ulong> hashes = stackalloc ulong[FindAtOnce];
        for (; !wanted.IsEmpty; wanted = wanted[hashes.Length..], found = found[hashes.Length..])
        {
            hashes = hashes[..Math.Min(FindAtOnce, wanted.Length)];
            for (var place = 0; place < hashes.Length; place++)
            {
                hashes[place] = Hash(keys.Slice(wanted[place] * width, keyNumbers));
                index.Fetch(hashes[place]);
            }

            for (var place = 0; place < hashes.Length; place++)
            {
                var start = HashIndex.First(hashes[place]);
                if (index.TryNext(hashes[place], ref start, out found[place]))
                {
                    Prefetch.Line(in MemoryMarshal.GetReference(Key(found[place])));
                }
            }

            for (var place = 0; place < hashes.Length; place++)
            {
                var key = keys.Slice(wanted[place] * width, keyNumbers);
                if (found[place] >= 0 && !IsSame(Key(found[place]), key))
                {
                    found[place] = Find(key, hashes[place]);
                }
            }
        }
    }

    /// <summary>Asks for the memory in which a key will be looked for, or added; answers its hash.</summary>
    public ulong Fetch(ReadOnlySpan<int> key)
    {
        var hash = Hash(key);
        index.Fetch(hash);
        return hash;
    }

    /// <summary>Adds a row; that its key is not there yet is known to the caller.</summary>
    public int Add(ReadOnlySpan<int> key) => Add(key, Hash(key));

    /// <summary>The same.</summary>
    /// <param name="hash">What <see cref="Fetch"/> has answered.</param>
    public int Add(ReadOnlySpan<int> key, ulong hash)
    {
        if (Count >> segmentShift == segments.Length)
        {
            segments = [.. segments, new TableSegment(keyNumbers, lanes, SegmentRows)];
        }

        segments[Count >> segmentShift].Add(key);
        if (key[0] != Erased)
        {
            index.Add(hash, Count);
        }

        return Count++;
    }

    /// <summary>Takes key and sums from the rows whose keys begin with a number; the rows keep their places.</summary>
    /// <param name="erased">Is told of each; null: nobody is.</param>
    public void EraseAll(int first, Action<int>? erased = null)
    {
        for (var row = 0; row < Count; row++)
        {
            if (Key(row)[0] == first)
            {
                SegmentOf(row).Erase(row & (SegmentRows - 1));
                erased?.Invoke(row);
            }
        }
    }

    private int Find(ReadOnlySpan<int> key, ulong hash)
    {
        var place = HashIndex.First(hash);
        while (index.TryNext(hash, ref place, out var row))
        {
            if (IsSame(Key(row), key))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>A few numbers: quicker than the call of a general comparison.</summary>
    private static bool IsSame(ReadOnlySpan<int> known, ReadOnlySpan<int> key)
    {
        var differs = 0;
        for (var number = 0; number < known.Length; number++)
        {
            differs |= known[number] ^ key[number];
        }

        return differs == 0;
    }

    private ulong Hash(ReadOnlySpan<int> key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key), hashSeed);
}
