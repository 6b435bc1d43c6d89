using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>The accounts that a batch's lines have named so far, each asked for once a batch.</summary>
internal sealed class AccountCache(long hashSeed)
{
    private const int QuickShift = 10;

    // By a few bytes of the advertiser id: finds most accounts at a glance.
    private readonly Entry?[] quick = new Entry?[1 << QuickShift];
    private readonly byte[] name = new byte[1 + (2 * CellKey.PartBytesMax)];
    private readonly TextTable names = new(hashSeed);
    private readonly List<Entry> entries = [];
    private IEventAccounts? accounts;

    public void Begin(IEventAccounts newAccounts)
    {
        accounts = newAccounts;
        names.Clear();
        entries.Clear();
        Array.Clear(quick);
    }

    public Entry Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        ref var near = ref quick[Place(advertiserId)];
        if (near is null || !near.Is(advertiserId, marketplaceId))
        {
            near = FindByName(advertiserId, marketplaceId);
        }

        return near;
    }

    private Entry FindByName(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        name[0] = (byte)advertiserId.Length;
        advertiserId.CopyTo(name.AsSpan(1));
        marketplaceId.CopyTo(name.AsSpan(1 + advertiserId.Length));
        var number = names.GetOrAdd(name.AsSpan(0, 1 + advertiserId.Length + marketplaceId.Length));
        if (number == entries.Count)
        {
            entries.Add(new Entry(accounts!.Find(advertiserId, marketplaceId), advertiserId, marketplaceId));
        }

        return entries[number];
    }

    private static int Place(ReadOnlySpan<byte> advertiserId)
    {
        var last = advertiserId.Length >= sizeof(ulong) ? MemoryMarshal.Read<ulong>(advertiserId[^sizeof(ulong)..]) : 0;
        return (int)((last * 0x9E37_79B9_7F4A_7C15) >> (64 - QuickShift));
    }

    /// <param name="account">Null where the caller has no such account.</param>
    internal sealed class Entry(EventAccount? account, ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        private readonly byte[] advertiserId = advertiserId.ToArray();
        private readonly byte[] marketplaceId = marketplaceId.ToArray();
        private long window = long.MinValue;
        private int windowNumber;

        public EventAccount? Account { get; } = account;

        /// <summary>Where the account's events go, null before the first good one.</summary>
        public EventPart? Part { get; set; }

        public bool Is(ReadOnlySpan<byte> advertiser, ReadOnlySpan<byte> marketplace) =>
            advertiser.SequenceEqual(advertiserId) && marketplace.SequenceEqual(marketplaceId);

        /// <summary>Number of a window in the part: most lines are of the hour of the line before.</summary>
        public int WindowNumber(long start)
        {
            if (start != window)
            {
                (window, windowNumber) = (start, Part!.WindowNumber(start));
            }

            return windowNumber;
        }
    }
}
