using System.Runtime.InteropServices;
using System.Text;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// The accounts that lines have named so far, each asked for once. They are kept for the next batch of the same sender, unless one was
/// asked for in vain: it may be there by then.
/// </summary>
internal sealed class AccountCache(long hashSeed)
{
    private const int QuickShift = 10;
    private const int KeptMax = 1 << 17;

    // Finds most accounts at a glance.
    private readonly (Ends Ends, Entry Entry)[] quick = new (Ends, Entry)[1 << QuickShift];
    private readonly byte[] name = new byte[1 + (2 * CellKey.PartBytesMax)];
    private readonly TextTable names = new(hashSeed);
    private readonly List<Entry> entries = [];
    private IEventAccounts? accounts;

    public void Begin(IEventAccounts newAccounts)
    {
        if (
            ReferenceEquals(accounts, newAccounts)
            && entries.Count <= KeptMax
            && entries.TrueForAll(entry => entry.Account is not null)
        )
        {
            entries.ForEach(entry => entry.Begin());
            return;
        }

        accounts = newAccounts;
        names.Clear();
        entries.Clear();
        Array.Clear(quick);
    }

    public Entry Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        if (advertiserId.Length is < 8 or > 16 || marketplaceId.Length is < 8 or > 16)
        {
            return FindByName(advertiserId, marketplaceId);
        }

        // Eight bytes of either end and the length are all of a text of 8 to 16 bytes.
        var (head, tail) = (MemoryMarshal.Read<ulong>(advertiserId), MemoryMarshal.Read<ulong>(advertiserId[^8..]));
        var wanted = new Ends(
            head,
            tail,
            MemoryMarshal.Read<ulong>(marketplaceId),
            MemoryMarshal.Read<ulong>(marketplaceId[^8..]),
            (advertiserId.Length << 8) | marketplaceId.Length
        );
        ref var near = ref quick[(int)(((head ^ tail) * 0x9E37_79B9_7F4A_7C15) >> (64 - QuickShift))];
        if (near.Entry is null || near.Ends != wanted)
        {
            near = (wanted, FindByName(advertiserId, marketplaceId));
        }

        return near.Entry;
    }

    private Entry FindByName(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        name[0] = (byte)advertiserId.Length;
        advertiserId.CopyTo(name.AsSpan(1));
        marketplaceId.CopyTo(name.AsSpan(1 + advertiserId.Length));
        var number = names.GetOrAdd(name.AsSpan(0, 1 + advertiserId.Length + marketplaceId.Length));
        if (number == entries.Count)
        {
            entries.Add(new Entry(accounts!.Find(advertiserId, marketplaceId)));
        }

        return entries[number];
    }

    private readonly record struct Ends(ulong Head, ulong Tail, ulong MarketplaceHead, ulong MarketplaceTail, int Lengths);

    /// <param name="account">Null where the caller has no such account.</param>
    internal sealed class Entry(EventAccount? account)
    {
        private readonly byte[] currency = Encoding.UTF8.GetBytes(account?.Currency ?? "");
        private long windowStart;
        private long windowEnd;
        private int windowNumber;

        public EventAccount? Account { get; } = account;

        public ReadOnlySpan<byte> Currency => currency;

        /// <summary>Where the account's events go, null before the first good one.</summary>
        public EventPart? Part { get; set; }

        /// <summary>Forgets what is of one batch alone.</summary>
        public void Begin() => (Part, windowStart, windowEnd) = (null, 0, 0);

        /// <summary>Number in the part of a time's window: most lines are of the hour of the line before.</summary>
        public int WindowNumber(long time)
        {
            if (time < windowStart || time >= windowEnd)
            {
                (windowStart, windowEnd) = Account!.Zone.Window(time);
                windowNumber = Part!.Cells.WindowNumber(windowStart);
            }

            return windowNumber;
        }
    }
}
