using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Engine.Cells;
using Millrace.Engine.Time;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// The accounts that lines have named so far, each asked for once. They are kept for the next batch of the same sender, unless one was
/// asked for in vain: it may be there by then.
/// </summary>
internal sealed class AccountCache(long hashSeed)
{
    private const int QuickBitsMin = 10;
    private const int KeptMax = 1 << 17;

    // So many places for each account that few find both of theirs taken.
    private const int PlacesEach = 4;

    // Finds most accounts at a glance, each in one of two places side by side.
    private Quick[] quick = new Quick[1 << QuickBitsMin];
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

    /// <summary>
    /// Asks for the memory in which <see cref="Find"/> will look first; answers what to give to <see cref="FetchEntry"/>, -1 where nothing
    /// has to come.
    /// </summary>
    public int Fetch(ReadOnlySpan<byte> advertiserId)
    {
        if (advertiserId.Length is < 8 or > 16)
        {
            return -1;
        }

        var place = Place(MemoryMarshal.Read<ulong>(advertiserId), MemoryMarshal.Read<ulong>(advertiserId[^8..]));
        Prefetch.Line(in quick[place].Ends);
        Prefetch.Line(in quick[place].Entry);
        return place;
    }

    /// <summary>Asks for the memory of the account itself, when that of <see cref="Fetch"/> has come.</summary>
    public void FetchEntry(int place)
    {
        if (place >= 0 && quick[place].Entry is { } entry)
        {
            entry.Fetch();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public Entry Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        if (advertiserId.Length is < 8 or > 16 || marketplaceId.Length is < 8 or > 16)
        {
            return FindByName(advertiserId, marketplaceId);
        }

        // Eight bytes of either end and the length are all of a text of 8 to 16 bytes.
        var wanted = new Ends(
            MemoryMarshal.Read<ulong>(advertiserId),
            MemoryMarshal.Read<ulong>(advertiserId[^8..]),
            MemoryMarshal.Read<ulong>(marketplaceId),
            MemoryMarshal.Read<ulong>(marketplaceId[^8..]),
            (advertiserId.Length << 8) | marketplaceId.Length
        );
        var place = Place(wanted.Head, wanted.Tail);
        ref readonly var first = ref quick[place];
        if (first.Ends.Equal(in wanted))
        {
            return first.Entry.Of(round);
        }

        ref readonly var second = ref quick[place ^ 1];
        return second.Ends.Equal(in wanted) ? second.Entry.Of(round) : FindFar(place, in wanted, advertiserId, marketplaceId);
    }

    private int Place(ulong head, ulong tail) => (int)(((head ^ tail) * 0x9E37_79B9_7F4A_7C15) >> (64 - quickBits));

    private Entry FindFar(int place, in Ends wanted, ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var found = FindByName(advertiserId, marketplaceId);
        if (entries.Count * PlacesEach > quick.Length)
        {
            quickBits++;
            quick = new Quick[1 << quickBits];
        }
        else
        {
            quick[quick[place].Entry is null ? place : place ^ 1] = new(wanted, found);
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

    private readonly struct Quick(Ends ends, Entry entry)
    {
        public readonly Ends Ends = ends;
        public readonly Entry Entry = entry;
    }

    private readonly struct Ends(ulong head, ulong tail, ulong marketplaceHead, ulong marketplaceTail, int lengths)
    {
        public readonly ulong Head = head;
        public readonly ulong Tail = tail;
        private readonly ulong marketplaceHead = marketplaceHead;
        private readonly ulong marketplaceTail = marketplaceTail;
        private readonly int lengths = lengths;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Equal(in Ends other) =>
            (
                (Head ^ other.Head)
                | (Tail ^ other.Tail)
                | (marketplaceHead ^ other.marketplaceHead)
                | (marketplaceTail ^ other.marketplaceTail)
                | (uint)(lengths ^ other.lengths)
            ) == 0;
    }

    /// <param name="account">Null where the caller has no such account.</param>
    internal sealed class Entry(EventAccount? account)
    {
        // Its own, so that the account's memory is not waited for.
        private readonly AccountZone? zone = account?.Zone;
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

        /// <summary>Asks for the memory of all of it.</summary>
        public void Fetch()
        {
            Prefetch.Line(in round);
            Prefetch.Line(in windowEnd);
        }

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
                (windowStart, windowEnd) = zone!.Window(time);
                windowNumber = Part!.Windows.Number(windowStart);
            }

            return windowNumber;
        }

        /// <summary>Three letters as one number; zero for all else.</summary>
        private static uint Short(ReadOnlySpan<byte> text) =>
            text.Length == 3 ? text[0] | ((uint)text[1] << 8) | ((uint)text[2] << 16) : 0;
    }
}
