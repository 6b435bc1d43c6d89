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
    private const int QuickBitsMin = 10;
    private const int KeptMax = 1 << 17;

    // Finds most accounts at a glance, each in one of two places side by side. Twice as many places as accounts.
    private (Ends Ends, Entry Entry)[] quick = new (Ends, Entry)[1 << QuickBitsMin];
    private int quickBits = QuickBitsMin;
    private readonly byte[] name = new byte[1 + (2 * CellKey.PartBytesMax)];
    private readonly TextTable names = new(hashSeed);
    private readonly List<Entry> entries = [];
    private IEventAccounts? accounts;
    private bool hasUnknown;
    private int round;

    public void Begin(IEventAccounts newAccounts)
    {
        round++;
        if (ReferenceEquals(accounts, newAccounts) && entries.Count <= KeptMax && !hasUnknown)
        {
            return;
        }

        (accounts, hasUnknown) = (newAccounts, false);
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
        var place = (int)(((head ^ tail) * 0x9E37_79B9_7F4A_7C15) >> (64 - quickBits));
        if (quick[place].Ends == wanted)
        {
            return quick[place].Entry.Of(round);
        }

        return quick[place ^ 1].Ends == wanted
            ? quick[place ^ 1].Entry.Of(round)
            : FindFar(place, in wanted, advertiserId, marketplaceId);
    }

    private Entry FindFar(int place, in Ends wanted, ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var found = FindByName(advertiserId, marketplaceId);
        if (entries.Count * 2 > quick.Length)
        {
            quickBits++;
            quick = new (Ends, Entry)[1 << quickBits];
        }
        else
        {
            quick[quick[place].Entry is null ? place : place ^ 1] = (wanted, found);
        }

        return found;
    }

    private Entry FindByName(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        name[0] = (byte)advertiserId.Length;
        advertiserId.CopyTo(name.AsSpan(1));
        marketplaceId.CopyTo(name.AsSpan(1 + advertiserId.Length));
        var number = names.GetOrAdd(name.AsSpan(0, 1 + advertiserId.Length + marketplaceId.Length));
        if (number == entries.Count)
        {
            var found = accounts!.Find(advertiserId, marketplaceId);
            hasUnknown |= found is null;
            entries.Add(new Entry(found));
        }

        return entries[number].Of(round);
    }

    private readonly record struct Ends(ulong Head, ulong Tail, ulong MarketplaceHead, ulong MarketplaceTail, int Lengths);

    /// <param name="account">Null where the caller has no such account.</param>
    internal sealed class Entry(EventAccount? account)
    {
        private readonly byte[] currency = Encoding.UTF8.GetBytes(account?.Currency ?? "");
        private readonly uint shortCurrency = Short(Encoding.UTF8.GetBytes(account?.Currency ?? ""));
        private int round;
        private long windowStart;
        private long windowEnd;
        private int windowNumber;

        public EventAccount? Account { get; } = account;

        /// <summary>That of the account.</summary>
        public int Key { get; } = account?.Key ?? -1;

        /// <summary>Whether it is the account's currency.</summary>
        public bool HasCurrency(ReadOnlySpan<byte> text) =>
            Short(text) is var three and not 0 ? three == shortCurrency : text.SequenceEqual(currency);

        /// <summary>Where the account's events go, null before the first good one.</summary>
        public EventPart? Part { get; set; }

        /// <summary>Forgets what is of an earlier batch alone.</summary>
        public Entry Of(int newRound)
        {
            if (round != newRound)
            {
                (round, Part, windowStart, windowEnd) = (newRound, null, 0, 0);
            }

            return this;
        }

        /// <summary>Number in the part of a time's window: most lines are of the hour of the line before.</summary>
        public int WindowNumber(long time)
        {
            if (time < windowStart || time >= windowEnd)
            {
                (windowStart, windowEnd) = Account!.Zone.Window(time);
                windowNumber = Part!.Windows.Number(windowStart);
            }

            return windowNumber;
        }

        /// <summary>Three letters as one number; zero for all else.</summary>
        private static uint Short(ReadOnlySpan<byte> text) =>
            text.Length == 3 ? text[0] | ((uint)text[1] << 8) | ((uint)text[2] << 16) : 0;
    }
}
