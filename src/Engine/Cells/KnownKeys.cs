using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Cells;

/// <summary>
/// The keys of combinations that came before, by their hash: spares the search for each text of a key. A memory of what can be
/// found otherwise, so it may forget everything when it has grown too large.
/// </summary>
internal sealed class KnownKeys(int keyNumbers)
{
    private const int KeysMax = 1 << 20;
    private const int FindAtOnce = 128;

    private readonly HashIndex index = new();
    private UInt128[] hashes = new UInt128[16];
    private int[] keys = new int[16 * keyNumbers];

    /// <summary>The keys of the combinations from a number on; those that are not known have a negative account.</summary>
    /// <param name="found">Room for the keys, one behind the other.</param>
    public void FindAll(Combinations combinations, Span<int> found)
    {
        Span<int> rows = stackalloc int[FindAtOnce];
        for (var from = 0; from < combinations.Count; from += FindAtOnce)
        {
            var count = Math.Min(FindAtOnce, combinations.Count - from);
            for (var place = 0; place < count; place++)
            {
                var hash = (ulong)combinations.Hash(from + place);
                var start = HashIndex.First(hash);
                index.TryNext(hash, ref start, out rows[place]);
            }

            for (var place = 0; place < count; place++)
            {
                var key = found.Slice((from + place) * keyNumbers, keyNumbers);
                key[0] = -1;
                var row = rows[place];
                if (
                    row >= 0
                    && (hashes[row] == combinations.Hash(from + place) || TryFind(combinations.Hash(from + place), out row))
                )
                {
                    keys.AsSpan(row * keyNumbers, keyNumbers).CopyTo(key);
                }
            }
        }
    }

    public void Add(UInt128 hash, ReadOnlySpan<int> key)
    {
        if (index.Count == KeysMax)
        {
            index.Clear();
        }

        var row = index.Count;
        if (row == hashes.Length)
        {
            Array.Resize(ref hashes, row * 2);
            Array.Resize(ref keys, row * 2 * keyNumbers);
        }

        hashes[row] = hash;
        key.CopyTo(keys.AsSpan(row * keyNumbers));
        index.Add((ulong)hash, row);
    }

    private bool TryFind(UInt128 hash, out int row)
    {
        var place = HashIndex.First((ulong)hash);
        while (index.TryNext((ulong)hash, ref place, out row))
        {
            if (hashes[row] == hash)
            {
                return true;
            }
        }

        return false;
    }
}
