using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;
using Millrace.Engine.Publication;
using Millrace.Engine.Repeats;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// Reads the lines of one batch and combines them, by partition, before any writer sees them. A bad line is refused by its
/// number and costs no good one.
/// </summary>
public sealed class EventBatch
{
    /// <summary>Why a line about an account that the sender may not write to is refused.</summary>
    internal const string UnknownAccount =
        "no such account (it may have been erased), or this key has no grant for it: check advertiser_id and marketplace_id";

    private readonly EventParser parser = new();
    private readonly CombinationName?[] names = new CombinationName?[CellFamily.NumbersEnd];
    private readonly byte[] idBytes = new byte[sizeof(int) + 1 + CellKey.PartBytesMax];
    private readonly List<EventPart> parts = [];
    private EventPart?[] byPartition = [];
    private readonly AccountCache known;
    private readonly long hashSeed;
    private EventBatchOptions options;
    private UInt128 batch;
    private int round;
    private int line;

    /// <param name="holder">Whose batch it is: ids of different senders never meet.</param>
    /// <param name="id">The sender's id of the batch.</param>
    public EventBatch(IEventAccounts accounts, EventBatchOptions options, string holder, string id)
    {
        hashSeed = options.HashSeed;
        known = new AccountCache(hashSeed);
        this.options = options;
        Begin(accounts, options, holder, id);
    }

    /// <summary>
    /// Empties it for another batch; memory, and what the parser has learnt of how lines look, are kept. Nothing may hold a
    /// part of the former batch any more.
    /// </summary>
    public void Begin(IEventAccounts accounts, EventBatchOptions newOptions, string holder, string id)
    {
        options = newOptions;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{holder.Length}:{holder}{id}"));
        batch = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        known.Begin(accounts);
        parts.Clear();
        parser.Begin();
        Refused.Clear();
        (line, Accepted, RefusedCount) = (0, 0, 0);
        round++;
    }

    public IReadOnlyCollection<EventPart> Parts => parts;

    public int Accepted { get; private set; }

    /// <summary>The first refused lines with their reasons; <see cref="RefusedCount"/> counts all.</summary>
    public List<RefusedLine> Refused { get; } = [];

    public int RefusedCount { get; private set; }

    public IReadOnlyCollection<string> UnknownFields => parser.UnknownFields;

    /// <summary>Takes one line, without its line end. Empty lines count and carry nothing.</summary>
    [SkipLocalsInit]
    public void Add(ReadOnlySpan<byte> bytes)
    {
        line++;
        if (bytes.Length > options.LineBytesMax)
        {
            Refuse(LongLine);
            return;
        }

        // The parser begins it: what it is before is not cleared.
        Unsafe.SkipInit(out EventLine parsed);
        if (parser.Parse(bytes, ref parsed) is not { } reason)
        {
            Judge(Combine(in parsed));
        }
        else if (!bytes.Trim(" \t\r"u8).IsEmpty)
        {
            Refuse(reason);
        }
    }

    /// <summary>Counts a line that was too long to be held.</summary>
    public void RefuseLongLine()
    {
        line++;
        Refuse(LongLine);
    }

    /// <summary>The same as <see cref="Add"/> for an event of another form, which its own reader has combined.</summary>
    /// <param name="reason">Null, or why it is refused.</param>
    internal void AddCombined(string? reason)
    {
        line++;
        Judge(reason);
    }

    private string LongLine => $"the line is longer than {options.LineBytesMax} bytes";

    private void Judge(string? reason)
    {
        if (reason is null)
        {
            Accepted++;
        }
        else
        {
            Refuse(reason);
        }
    }

    private void Refuse(string reason)
    {
        RefusedCount++;
        if (Refused.Count < options.RefusedToldMax)
        {
            Refused.Add(new(line, reason));
        }
    }

    private string? Combine(in EventLine parsed)
    {
        var entry = FindAccount(parsed.AdvertiserId, parsed.MarketplaceId);
        if ((Unwelcome(entry, parsed.Currency) ?? ImpossibleTime(parsed.Time)) is { } reason)
        {
            return reason;
        }

        var part = PartOf(entry);
        var subject = parsed.Subject;
        return Counting.Of(parsed.Product, subject) is { } counting ? CountAd(part, entry, counting, in parsed)
            : subject == EventKind.AttributedConversion ? CountAttributed(part, entry, in parsed)
            : TakeDeed(part, entry, in parsed);
    }

    private string? CountAd(EventPart part, AccountCache.Entry entry, Counting counting, in EventLine parsed)
    {
        var name = NameOf(counting.Family);
        name.Write(entry.Key, in parsed, counting.Fields);
        var cells = part.CellsOf(counting.Family);
        if (Untimely(in parsed, counting.Family) is { } untimely)
        {
            NoteUncounted(part, cells, name, counting, entry, in parsed);
            return untimely;
        }

        var cell = cells.GetOrAdd(name, entry.WindowNumber(parsed.Time));
        if (Count(part, cells, cell, counting, entry.Key, in parsed) is { } beyond)
        {
            return beyond;
        }

        if (!parsed.KeywordText.IsEmpty && counting.Family.HasTarget)
        {
            part.Show(cells, cell, parsed.KeywordText, parsed.MatchType);
        }

        if (!parsed.ShopperId.IsEmpty)
        {
            part.Shoppers.Add(OfShopper(part, entry.Key, in parsed));
        }

        return null;
    }

    private string? CountAttributed(EventPart part, AccountCache.Entry entry, in EventLine parsed)
    {
        var taker = new AttributedTaker(this, part, entry, in parsed);
        var credit = Attributed(in parsed);
        var horizons = options.Policies.CreditHorizons(parsed.Product);
        foreach (var horizon in horizons)
        {
            taker.Begin(horizon, UntimelyToCredit(in parsed, horizon) is not null);
            Credits.ForEach(in credit, parsed.Kind == EventKind.Invalidation ? -1 : 1, ref taker);
        }

        if (UntimelyToCredit(in parsed, taker.Longest ?? horizons[0]) is { } untimely)
        {
            return untimely;
        }

        part.Lines++;
        return null;
    }

    private string? TakeDeed(EventPart part, AccountCache.Entry entry, in EventLine parsed)
    {
        var deed = OfShopper(part, entry.Key, in parsed);
        if (UntimelyToCredit(in parsed, options.Policies.CreditSeconds) is { } untimely)
        {
            part.NoteUncounted(BatchDigest.Of(in deed, parsed.Sku));
            return untimely;
        }

        part.Shoppers.Add(deed);
        part.Lines++;
        return null;
    }

    /// <summary>The hash by which a shopper is known: what is kept of the id.</summary>
    public static ulong ShopperHash(int account, string shopperId, long seed)
    {
        var id = Encoding.UTF8.GetBytes(shopperId);
        var bytes = new byte[sizeof(int) + 1 + id.Length];
        return (ulong)Hash(bytes, account, HashRole.Shopper, id, seed);
    }

    internal AccountCache.Entry FindAccount(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        known.Find(advertiserId, marketplaceId);

    /// <summary>Null, or why events of the account are refused. Where they are not, it is an account that the sender may write to.</summary>
    internal static string? Unwelcome(AccountCache.Entry entry, ReadOnlySpan<byte> currency)
    {
        if (entry.Account is not { } account)
        {
            return UnknownAccount;
        }

        return currency.IsEmpty || entry.HasCurrency(currency)
            ? null
            : $"currency must be that of the account, {account.Currency}";
    }

    /// <summary>Counts an event in its cell; null, or why it is refused.</summary>
    internal string? Count(EventPart part, BatchCells cells, int cell, Counting counting, int account, in EventLine parsed)
    {
        if (!parsed.EventId.IsEmpty)
        {
            counting.Write(in parsed, part.TakeLanes(counting.Family, out var at));
            part.Identified.Add(Happened(counting.Family, account, in parsed) with { Cell = cell, LanesAt = at });
        }
        else if (!counting.TryAdd(in parsed, cells.Lanes(cell)))
        {
            return "the sum of its cell would leave the range of the service: check count and money";
        }

        part.Lines++;
        return null;
    }

    /// <summary>Notes an event of an ad that is too old, or too young, to be counted.</summary>
    internal void NoteUncounted(
        EventPart part,
        BatchCells cells,
        CombinationName name,
        Counting counting,
        AccountCache.Entry entry,
        in EventLine parsed
    )
    {
        Span<long> lanes = stackalloc long[counting.Family.Lanes];
        counting.Write(in parsed, lanes);
        NoteUncounted(part, cells, name, entry, parsed.Time, Happened(counting.Family, entry.Key, in parsed), lanes);
        if (!parsed.ShopperId.IsEmpty)
        {
            part.NoteUncounted(BatchDigest.Of(OfShopper(part, entry.Key, in parsed), parsed.Sku));
        }
    }

    private static void NoteUncounted(
        EventPart part,
        BatchCells cells,
        CombinationName name,
        AccountCache.Entry entry,
        long time,
        in CellEvent happened,
        ReadOnlySpan<long> lanes
    )
    {
        var window = entry.Account!.Zone.Window(time).Start;
        part.NoteUncounted(BatchDigest.Of(cells.Hash(name, window), in happened, lanes));
    }

    /// <summary>What a line does, cell and lanes left open.</summary>
    private CellEvent Happened(CellFamily family, int account, in EventLine parsed)
    {
        var id = parsed.EventId.IsEmpty ? UInt128.Zero : Hash(account, HashRole.Event, parsed.EventId);
        var takes = parsed.InvalidatesEventId.IsEmpty ? UInt128.Zero : Hash(account, HashRole.Taken, parsed.InvalidatesEventId);
        return new(id, takes, family.Number, Cell: 0, (int)(parsed.Time / 86_400), LanesAt: 0);
    }

    private ShopperEvent OfShopper(EventPart part, int account, in EventLine parsed)
    {
        var subject = parsed.Subject;
        var isBack = parsed.Kind == EventKind.Invalidation;
        var isTouch = subject is EventKind.Impression or EventKind.Click;
        return new(
            (ulong)Hash(account, HashRole.Shopper, parsed.ShopperId),
            ShortHash(account, isTouch && isBack ? parsed.InvalidatesEventId : parsed.EventId),
            isTouch ? 0 : ShortHash(account, parsed.InvalidatesEventId),
            parsed.Time,
            account,
            subject,
            parsed.Product,
            isBack,
            part.Identified.Count - 1,
            part.AddSku(parsed.Sku),
            parsed.Sku.Length,
            UnitsOf(in parsed, subject),
            parsed.SalesMicros
        );
    }

    private ulong ShortHash(int account, ReadOnlySpan<byte> id) => id.IsEmpty ? 0 : (ulong)Hash(account, HashRole.OfShopper, id);

    private static Credit Attributed(in EventLine parsed)
    {
        var kind = parsed.Conversion == EventKind.None ? EventKind.Purchase : parsed.Conversion;
        var seconds = parsed.ConversionTime - parsed.Time;
        return new()
        {
            AdProduct = parsed.Product,
            Combination = 0,
            Time = (uint)parsed.Time,
            Kind = kind.Deed(),
            Windows = parsed.IsView ? WindowsAfter.View(seconds) : WindowsAfter.Click(seconds),
            IsView = parsed.IsView,
            IsSameSku = !parsed.IsBrandHalo,
            IsNewToBrand = parsed.IsNewToBrand,
            Units = UnitsOf(in parsed, kind),
            SalesMicros = parsed.SalesMicros,
        };
    }

    private static int UnitsOf(in EventLine parsed, EventKind kind) =>
        (int)(
            parsed.Units >= 0 ? parsed.Units
            : kind == EventKind.Purchase ? 1
            : 0
        );

    private CombinationName NameOf(CellFamily family) => names[family.Number] ??= new CombinationName(family);

    /// <summary>Null, or why a time is refused that can never have been good: times of shoppers' events have 32 bits.</summary>
    internal static string? ImpossibleTime(long time) =>
        time < 0 ? "time lies before 1970"
        : time > uint.MaxValue ? InFuture
        : null;

    /// <summary>Null, or why the time of an ad's event is refused for the dataset in which it counts: by then it may have been, or be, good.</summary>
    internal string? Untimely(in EventLine parsed, CellFamily family)
    {
        var age = Age(in parsed);
        var horizon = options.Policies.HorizonSeconds(family);
        if (parsed.Kind == EventKind.Invalidation && age > horizon)
        {
            return $"time is older than {Hours(horizon)}, until which traffic may be invalidated";
        }

        return age <= options.HorizonSeconds
            ? TooEarly(in parsed)
            : $"time is older than {Hours(options.HorizonSeconds)}, within which repeats are told apart: bring old data in by the import mode";
    }

    /// <summary>The same of a deed, or what takes it back, for a dataset that may change for so long.</summary>
    private string? UntimelyToCredit(in EventLine parsed, long horizon) =>
        Age(in parsed) <= horizon ? TooEarly(in parsed)
        : horizon % 86_400 == 0
            ? $"time is older than {horizon / 86_400} days, for which conversions may change: bring old data in by the import mode"
        : $"time is older than {Hours(horizon)}, for which conversions may change: bring old data in by the import mode";

    private const string InFuture = "time lies in the future: check the sender's clock and offset";

    private string? TooEarly(in EventLine parsed) => parsed.Time > options.Now + options.FutureSecondsMax ? InFuture : null;

    private long Age(in EventLine parsed) => options.IsImport ? 0 : options.Now - parsed.Time;

    private static string Hours(long seconds) =>
        seconds % 3600 == 0 ? $"{seconds / 3600} h" : PolicyBounds.Text(TimeSpan.FromSeconds(seconds));

    /// <summary>Where the events of a welcome account go.</summary>
    internal EventPart PartOf(AccountCache.Entry entry) => entry.Part ??= Join(entry);

    private EventPart Join(AccountCache.Entry entry)
    {
        var partition = Partitioning.Of(entry.Key, options.Partitions);
        if (partition >= byPartition.Length)
        {
            Array.Resize(ref byPartition, options.Partitions);
        }

        var part = byPartition[partition] ??= new EventPart(partition, hashSeed, options.EventIdSeed);
        if (part.Number != round)
        {
            part.Begin(round, batch, options.IsImport);
            parts.Add(part);
        }

        part.Accounts.Add(entry.Account!);
        return part;
    }

    private UInt128 Hash(int account, HashRole role, ReadOnlySpan<byte> id) =>
        Hash(idBytes, account, role, id, options.EventIdSeed);

    private static UInt128 Hash(Span<byte> bytes, int account, HashRole role, ReadOnlySpan<byte> id, long seed)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, account);
        bytes[sizeof(int)] = (byte)role;
        id.CopyTo(bytes[(sizeof(int) + 1)..]);
        return XxHash128.HashToUInt128(bytes[..(sizeof(int) + 1 + id.Length)], seed);
    }

    /// <summary>What a hash stands for; the numbers are in stored hashes.</summary>
    private enum HashRole : byte
    {
        Event = 0,
        Taken = 1,
        OfShopper = 2,
        Shopper = 3,
    }

    /// <summary>
    /// Takes an attributed conversion into its cells: an identified event, of which each further cell is told without the id. The datasets
    /// that change for longest come first, so that the cell with the id counts for as long as any, and the batch has the same digest
    /// when it comes again and the event has become too old for some.
    /// </summary>
    private ref struct AttributedTaker(EventBatch batch, EventPart part, AccountCache.Entry entry, in EventLine parsed)
        : ICellSink
    {
        private readonly EventLine parsed = parsed;
        private bool isFollowing;
        private bool isUntimely;
        private long horizon;

        /// <summary>The longest horizon of the datasets in which it counts.</summary>
        public long? Longest { get; private set; }

        /// <summary>Takes the cells of the datasets of one horizon next.</summary>
        public void Begin(long datasetHorizon, bool isNotInTime) => (horizon, isUntimely) = (datasetHorizon, isNotInTime);

        public void Add(CellFamily family, Measure? measure, scoped ReadOnlySpan<long> lanes)
        {
            if (batch.options.Policies.HorizonSeconds(family) != horizon)
            {
                return;
            }

            Longest ??= horizon;
            var name = batch.NameOf(family);
            name.Write(entry.Key, in parsed, FamilyFields.Of(family), measure is null ? default : measure.NameBytes);
            var cells = part.CellsOf(family);
            var happened = batch.Happened(family, entry.Key, in parsed);
            happened = happened with { Day = RepeatMemory.CreditBucket(happened.Day) };
            happened = isFollowing ? happened with { Id = UInt128.Zero, Takes = UInt128.Zero } : happened;
            if (isUntimely)
            {
                NoteUncounted(part, cells, name, entry, parsed.Time, in happened, lanes);
            }
            else
            {
                lanes.CopyTo(part.TakeLanes(family, out var at));
                part.Identified.Add(happened with { Cell = cells.GetOrAdd(name, entry.WindowNumber(parsed.Time)), LanesAt = at });
            }

            isFollowing = true;
        }
    }
}
