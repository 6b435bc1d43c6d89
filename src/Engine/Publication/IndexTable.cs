using System.Numerics;

namespace Millrace.Engine.Publication;

/// <summary>Numbers distinct tuples of integers from 0, in the order in which they are first met; emptied at little cost.</summary>
/// <param name="width">Integers in a tuple.</param>
internal sealed class IndexTable(int width)
{
    private const int BucketsMin = 32;

    // A bucket holds a tuple's index plus one. Only the first (mask + 1) are in use.
    private int[] buckets = new int[BucketsMin];
    private int[] keys = new int[BucketsMin / 2 * width];
    private int mask = BucketsMin - 1;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Key(int index) => keys.AsSpan(index * width, width);

    public void Clear()
    {
        buckets.AsSpan(0, mask + 1).Clear();
        mask = BucketsMin - 1;
        Count = 0;
    }

    public int GetOrAdd(ReadOnlySpan<int> key)
    {
        for (var bucket = Hash(key) & mask; ; bucket = (bucket + 1) & mask)
        {
            var index = buckets[bucket] - 1;
            if (index < 0)
            {
                return Add(key, bucket);
            }

            if (Key(index).SequenceEqual(key))
            {
                return index;
            }
        }
    }

    private int Add(ReadOnlySpan<int> key, int bucket)
    {
        if ((Count + 1) * width > keys.Length)
        {
            Array.Resize(ref keys, keys.Length * 2);
        }

        key.CopyTo(keys.AsSpan(Count * width));
        buckets[bucket] = ++Count;
        if (Count * 2 > mask)
        {
            Spread((mask + 1) * 2);
        }

        return Count - 1;
    }

    private void Spread(int capacity)
    {
        if (buckets.Length < capacity)
        {
            buckets = new int[capacity];
        }
        else
        {
            buckets.AsSpan(0, capacity).Clear();
        }

        mask = capacity - 1;
        for (var index = 0; index < Count; index++)
        {
            var bucket = Hash(Key(index)) & mask;
            while (buckets[bucket] != 0)
            {
                bucket = (bucket + 1) & mask;
            }

            buckets[bucket] = index + 1;
        }
    }

    /// <summary>Decides speed only: the numbers given do not depend on it.</summary>
    private static int Hash(ReadOnlySpan<int> key)
    {
        ulong hash = 0;
        foreach (var part in key)
        {
            hash = (BitOperations.RotateLeft(hash, 25) ^ (uint)part) * 0x9E3779B97F4A7C15;
        }

        return (int)(hash >> 33);
    }
}
