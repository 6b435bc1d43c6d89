using System.Runtime.CompilerServices;

namespace Millrace.Engine.Cells;

/// <summary>
/// Open addressing from a hash to the numbers 0, 1, 2 … of things that stand elsewhere: eight bytes a bucket, half of the hash and the
/// number. Whether a found number is the right one is for the caller to compare, so the hash decides speed and never content.
/// </summary>
internal sealed class HashIndex
{
    private const int BucketsMin = 16;

    private ulong[] buckets = new ulong[BucketsMin];

    public int Count { get; private set; }

    /// <summary>Where the search for a hash begins.</summary>
    public static uint First(ulong hash) => (uint)(hash >> 32);

    /// <summary>Asks for the memory in which the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(ulong hash) => Prefetch.Line(in buckets[First(hash) & ((uint)buckets.Length - 1)]);

    /// <summary>The next number that may be meant; false where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(ulong hash, ref uint place, out int number)
    {
        var mask = (uint)buckets.Length - 1;
        while (true)
        {
            var bucket = buckets[place++ & mask];
            if (bucket == 0)
            {
                number = -1;
                return false;
            }

            if ((bucket ^ hash) >> 32 == 0)
            {
                number = (int)(uint)bucket - 1;
                return true;
            }
        }
    }

    /// <summary>Adds a number; that it is not there yet is known to the caller.</summary>
    public void Add(ulong hash, int number)
    {
        if ((Count + 1L) * 4 > buckets.Length * 3L)
        {
            Grow();
        }

        Put((hash & ~0xFFFF_FFFFUL) | (uint)(number + 1));
        Count++;
    }

    /// <summary>Forgets all numbers; room that was far too much is given back, so that clearing costs what was used.</summary>
    public void Clear()
    {
        if (buckets.Length > BucketsMin && Count < buckets.Length / 16)
        {
            buckets = new ulong[Math.Max(BucketsMin, buckets.Length / 8)];
        }
        else
        {
            Array.Clear(buckets);
        }

        Count = 0;
    }

    private void Grow()
    {
        var old = buckets;
        buckets = new ulong[old.Length * 2];
        foreach (var bucket in old)
        {
            if (bucket != 0)
            {
                Put(bucket);
            }
        }
    }

    private void Put(ulong bucket)
    {
        var mask = (uint)buckets.Length - 1;
        var place = (uint)(bucket >> 32) & mask;
        while (buckets[place] != 0)
        {
            place = (place + 1) & mask;
        }

        buckets[place] = bucket;
    }
}
