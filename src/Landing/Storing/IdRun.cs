namespace Millrace.Landing.Storing;

/// <summary>
/// Where the ids of one stretch of the table of ids stand: 6.5 bytes an id. An id is found by 17 bits of its hash, and told from
/// the some eight others there by 28 more, so that of a thousand million new ids thirty are looked for in the file in vain.
/// </summary>
internal sealed class IdRun
{
    /// <summary>Ids of a whole run.</summary>
    public const int IdsMax = 1 << PlaceBits;

    private const int PlaceBits = 20;
    private const int PlaceMask = IdsMax - 1;
    private const int BucketBits = 17;
    private const int BucketShift = 64 - BucketBits;
    private const int ShortShift = BucketShift - 16;
    private const int LongShift = ShortShift - (32 - PlaceBits);
    private readonly long first;
    private readonly int[] starts;
    private readonly ushort[] shorts;
    private readonly uint[] places;

    private IdRun(long first, int[] starts, ushort[] shorts, uint[] places)
    {
        this.first = first;
        this.starts = starts;
        this.shorts = shorts;
        this.places = places;
    }

    /// <param name="first">The number of the first of the ids in the table.</param>
    /// <param name="ids">At most <see cref="IdsMax"/>, in the order of their numbers.</param>
    public static IdRun Of(long first, ReadOnlySpan<UInt128> ids)
    {
        var starts = new int[(1 << BucketBits) + 1];
        foreach (var id in ids)
        {
            starts[(int)(Hash(id) >> BucketShift) + 1]++;
        }

        for (var bucket = 1; bucket < starts.Length; bucket++)
        {
            starts[bucket] += starts[bucket - 1];
        }

        var (shorts, places) = (new ushort[ids.Length], new uint[ids.Length]);
        var next = starts.AsSpan().ToArray();
        for (var place = 0; place < ids.Length; place++)
        {
            var hash = Hash(ids[place]);
            var at = next[(int)(hash >> BucketShift)]++;
            shorts[at] = (ushort)(hash >> ShortShift);
            places[at] = ((uint)(hash >> LongShift) << PlaceBits) | (uint)place;
        }

        return new IdRun(first, starts, shorts, places);
    }

    /// <summary>The numbers in the table at which the id may stand; nearly always none, or the one.</summary>
    public void Find(UInt128 id, int tag, List<(int Tag, long Number)> found)
    {
        var hash = Hash(id);
        var bucket = (int)(hash >> BucketShift);
        var (start, end) = (starts[bucket], starts[bucket + 1]);
        var rest = shorts.AsSpan(start, end - start);
        while (rest.IndexOf((ushort)(hash >> ShortShift)) is var at and >= 0)
        {
            var place = places[end - rest.Length + at];
            if (place >> PlaceBits == ((uint)(hash >> LongShift) & (uint.MaxValue >> PlaceBits)))
            {
                found.Add((tag, first + (place & PlaceMask)));
            }

            rest = rest[(at + 1)..];
        }
    }

    /// <summary>Ids need not be spread evenly: the landing takes those of other streams too.</summary>
    private static ulong Hash(UInt128 id)
    {
        var hash = ((ulong)id * 0x9E3779B97F4A7C15) ^ ((ulong)(id >> 64) * 0xC2B2AE3D27D4EB4F);
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 32);
    }
}
