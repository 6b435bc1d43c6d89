using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Millrace.Engine.Cells;

/// <summary>
/// Fact cells by key: open addressing over a hash that is seeded per process, keys in one arena, cells in the order in
/// which they came. The full key is always compared, so the hash decides speed and never content; and because cells are
/// walked in their order of arrival, the seed cannot be seen in anything that goes out.
/// </summary>
public sealed class CellTable(long hashSeed)
{
    private const int BucketsMin = 16;

    private int[] buckets = new int[BucketsMin];
    private Slot[] slots = new Slot[BucketsMin / 2];
    private byte[] arena = new byte[1024];
    private int arenaUsed;

    public int Count { get; private set; }

    /// <summary>The key bytes of a cell.</summary>
    public ReadOnlySpan<byte> Key(int cell) => arena.AsSpan(slots[cell].KeyOffset, slots[cell].KeyLength);

    /// <summary>What was counted so far.</summary>
    public ref Metrics Total(int cell) => ref slots[cell].Total;

    /// <summary>How much of the total has been published.</summary>
    public ref Metrics Published(int cell) => ref slots[cell].Published;

    /// <summary>Whether the cell already stands in its window's list of dirty cells.</summary>
    public ref bool IsListed(int cell) => ref slots[cell].IsListed;

    /// <summary>The cell of a key, made with zero metrics where there is none.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> key)
    {
        var hash = XxHash3.HashToUInt64(key, hashSeed);
        var bucket = BucketOf(key, hash);
        if (buckets[bucket] != 0)
        {
            return buckets[bucket] - 1;
        }

        if (Count == slots.Length)
        {
            Grow();
            bucket = BucketOf(key, hash);
        }

        slots[Count] = new Slot
        {
            Hash = hash,
            KeyOffset = Keep(key),
            KeyLength = key.Length,
        };
        buckets[bucket] = ++Count;
        return Count - 1;
    }

    public bool TryFind(ReadOnlySpan<byte> key, out int cell)
    {
        cell = buckets[BucketOf(key, XxHash3.HashToUInt64(key, hashSeed))] - 1;
        return cell >= 0;
    }

    /// <summary>The bucket in which the key stands, or the free one in which it would.</summary>
    private int BucketOf(ReadOnlySpan<byte> key, ulong hash)
    {
        var mask = buckets.Length - 1;
        for (var bucket = (int)hash & mask; ; bucket = (bucket + 1) & mask)
        {
            var found = buckets[bucket] - 1;
            if (found < 0 || (slots[found].Hash == hash && Key(found).SequenceEqual(key)))
            {
                return bucket;
            }
        }
    }

    private int Keep(ReadOnlySpan<byte> key)
    {
        if (arenaUsed + key.Length > arena.Length)
        {
            Array.Resize(ref arena, Math.Max(arena.Length * 2, arenaUsed + key.Length));
        }

        key.CopyTo(arena.AsSpan(arenaUsed));
        arenaUsed += key.Length;
        return arenaUsed - key.Length;
    }

    private void Grow()
    {
        Array.Resize(ref slots, slots.Length * 2);
        buckets = new int[slots.Length * 2];
        var mask = buckets.Length - 1;
        for (var cell = 0; cell < Count; cell++)
        {
            var bucket = (int)slots[cell].Hash & mask;
            while (buckets[bucket] != 0)
            {
                bucket = (bucket + 1) & mask;
            }

            buckets[bucket] = cell + 1;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public ulong Hash;
        public int KeyOffset;
        public int KeyLength;
        public Metrics Total;
        public Metrics Published;
        public bool IsListed;
    }
}
