using Millrace.Contracts.Datasets;
using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Cells;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Engine.Publication;
using Millrace.Engine.Repeats;
using Millrace.Engine.Time;

namespace Millrace.Engine;

/// <summary>
/// All that a partition remembers. It changes in one way only: a journal record is folded into it. The live path folds the
/// very bytes it is about to commit, so that recovery cannot come to another result.
/// </summary>
internal sealed class PartitionState(long hashSeed) : IBlockSource
{
    private const int AttributesShift = 13;

    private readonly Combinations[] combinations =
    [
        .. Enum.GetValues<AdProduct>().Select(product => new Combinations(product, hashSeed)),
    ];

    private readonly KnownKeys?[] keys = new KnownKeys?[CellFamily.NumbersEnd];
    private readonly SortedDictionary<WindowId, WindowCells> windows = [];
    private readonly SortedDictionary<WindowId, int> cold = [];
    private readonly Dictionary<int, EventAccount> accounts = [];

    // By text number of a target, the attributes it has in the account noted last (its key plus one): a target id is seldom that of two.
    private (int Owner, long Pair)[] attributesOf = [];

    public long Sequence { get; set; }

    /// <summary>Number of the last block written to any stream of the partition.</summary>
    public long Publication { get; set; }

    /// <summary>Day before which repeats are forgotten.</summary>
    public int ForgottenBefore { get; set; } = int.MinValue;

    public long HashSeed => hashSeed;

    /// <summary>How many of the texts stand in pages.</summary>
    public int SavedTexts { get; set; }

    /// <summary>Pages of texts of which some were erased since they were written.</summary>
    public SortedSet<int> ErasedTextPages { get; } = [];

    /// <summary>Number of the last entry that erased something: up to there the journal may still say what it was.</summary>
    public long ErasedAt { get; set; }

    /// <summary>Pages of repeats that were forgotten; they go when a head has been written that does not name them.</summary>
    public List<PageRange> Droppable { get; } = [];

    public TextTable Texts { get; } = new(hashSeed);

    /// <summary>By account and text number of the target: text numbers of keyword text (upper half) and match type.</summary>
    public SegmentedTable Attributes { get; } = new(keyNumbers: 2, lanes: 1, AttributesShift, hashSeed);

    public EntityTable Entities { get; } = new();

    public Catalogue Catalogue { get; } = new(hashSeed);

    /// <summary>Texts of creatives, deals and advertisers.</summary>
    public Descriptions Descriptions { get; } = new(hashSeed);

    /// <summary>Touches, deeds and purchases of shoppers.</summary>
    public AttributionMemory Attribution { get; } = new();

    /// <summary>What campaigns and portfolios may spend, and what they spent.</summary>
    public BudgetMemory Budgets { get; } = new(hashSeed);

    /// <summary>How many of the purchases that were taken in are credited to no ad.</summary>
    public long Unattributed { get; set; }

    public RepeatMemory Repeats { get; } = new();

    public IReadOnlyDictionary<WindowId, WindowCells> Windows => windows;

    /// <summary>Windows that are on disk, with the number of their segments; one that was brought back is in memory too.</summary>
    public IReadOnlyDictionary<WindowId, int> Cold => cold;

    public IReadOnlyCollection<EventAccount> Accounts => accounts.Values;

    /// <summary>The keys of a family's combinations that came before.</summary>
    public KnownKeys Keys(CellFamily family) => keys[family.Number] ??= new KnownKeys(family.KeyNumbers);

    /// <summary>The ids of an ad product's ads that shoppers have touched.</summary>
    public Combinations Combinations(AdProduct product) => combinations[(int)product];

    public bool IsMissing(WindowId window) => cold.ContainsKey(window) && !windows.ContainsKey(window);

    /// <summary>Whether the account is described as it is now.</summary>
    public bool Knows(EventAccount account)
    {
        var known = accounts.GetValueOrDefault(account.Key);
        if (ReferenceEquals(known, account))
        {
            return true;
        }

        if (
            known is null
            || known.AdvertiserId != account.AdvertiserId
            || known.MarketplaceId != account.MarketplaceId
            || known.Currency != account.Currency
            || known.Zone.Id != account.Zone.Id
        )
        {
            return false;
        }

        // The next batch brings the very same object, which is seen at a glance.
        accounts[account.Key] = account;
        return true;
    }

    /// <summary>The account of a cell: a cell's account was described before it.</summary>
    public EventAccount Account(int key) => accounts[key];

    public ReadOnlySpan<byte> Text(int text) => Texts[text];

    public WindowCells? FindWindow(WindowId id) => windows.GetValueOrDefault(id);

    public WindowCells Window(WindowId id)
    {
        if (!windows.TryGetValue(id, out var window))
        {
            windows.Add(id, window = new WindowCells(id, hashSeed));
        }

        return window;
    }

    /// <summary>True when the pages may go now; a day that has come back keeps them until it is forgotten again.</summary>
    public bool TryDrop(PageRange pages)
    {
        var isBack =
            pages.Kind is PageKind.Touches or PageKind.Deeds or PageKind.Purchases ? false
            : pages.Kind == PageKind.Batches ? Repeats.Batches.ContainsKey((int)pages.Major)
            : Repeats.Events.ContainsKey((int)pages.Major);
        return !isBack && Droppable.Remove(pages);
    }

    public void MarkCold(WindowId id, int segments) => cold[id] = segments;

    /// <summary>Folds a whole journal entry: recovery.</summary>
    public void FoldEntry(long sequence, ReadOnlySpan<byte> entry)
    {
        if (sequence != Sequence + 1)
        {
            throw new InvalidDataException($"Journal entry {sequence} follows {Sequence}: entries are missing.");
        }

        var reader = new ByteReader(entry);
        reader.Version(Effects.EntryVersion, "journal entry");
        while (!reader.IsAtEnd)
        {
            Fold(sequence, ref reader);
        }

        Sequence = sequence;
    }

    public void Fold(long sequence, ref ByteReader reader)
    {
        var kind = (RecordKind)reader.Byte();
        switch (kind)
        {
            case RecordKind.Account:
                FoldAccount(ref reader);
                break;
            case RecordKind.Entity:
                Entities.SetLine(Account(reader.Number()), reader.Text(), reader.Text(), reader.Bytes());
                break;
            case RecordKind.EntityForm:
                Entities.Set(reader.Number(), reader.Text(), reader.Text(), EntityForm.Read(ref reader));
                break;
            case RecordKind.Texts:
                FoldTexts(ref reader);
                break;
            case RecordKind.Attributes:
                SetAttributes(reader.Number(), reader.Number(), reader.Number(), reader.Number());
                break;
            case RecordKind.Product:
                Catalogue.Set(reader.Number(), reader.Number(), reader.Number(), reader.Number() - 1);
                break;
            case RecordKind.Description:
                DescriptionRecords.FoldDescription(ref reader, Descriptions);
                break;
            case RecordKind.Combination:
                FoldCombination(ref reader);
                break;
            case RecordKind.Shoppers:
                AttributionRecords.FoldRows(ref reader, Attribution, version: 1);
                break;
            case RecordKind.ShoppersOfAccounts:
                AttributionRecords.FoldRows(ref reader, Attribution, AttributionRecords.RowsVersion);
                break;
            case RecordKind.Credits:
                BatchRecord.FoldCredits(ref reader, this, sequence);
                break;
            case RecordKind.ForgottenShopper:
                AttributionRecords.FoldForget(ref reader, Attribution);
                ErasedAt = sequence;
                break;
            case RecordKind.ErasedAccount:
                EraseAccount(reader.Number());
                ErasedAt = sequence;
                break;
            case RecordKind.ErasedCells:
                ErasureRecords.FoldCells(ref reader, this);
                ErasedAt = sequence;
                break;
            case RecordKind.ErasedTexts:
                ErasureRecords.FoldTexts(ref reader, this);
                ErasedAt = sequence;
                break;
            case RecordKind.DroppedShoppers:
                FoldDrop(ref reader);
                break;
            case RecordKind.Spend:
                BudgetRecords.FoldSpend(ref reader, Budgets, sequence);
                break;
            case RecordKind.BudgetPeriod:
                BudgetRecords.FoldJudgements(ref reader, Budgets, sequence);
                break;
            case RecordKind.BudgetTerms:
                BudgetRecords.FoldTerms(ref reader, Budgets, sequence);
                break;
            case RecordKind.BudgetPortfolio:
                BudgetRecords.FoldPortfolio(ref reader, Budgets, sequence);
                break;
            case RecordKind.Batch:
                BatchRecord.Fold(ref reader, this, sequence);
                break;
            case RecordKind.Publication:
                FoldPublication(sequence, ref reader);
                break;
            case RecordKind.Slice:
                PublicationRecords.FoldSlice(ref reader, this, sequence);
                break;
            case RecordKind.Cooling:
                FoldCooling(ref reader);
                break;
            case RecordKind.Forgetting:
                ForgottenBefore = (int)reader.Signed();
                Droppable.AddRange(Repeats.Forgettable(ForgottenBefore));
                Repeats.ForgetBefore(ForgottenBefore);
                break;
            case RecordKind.Freezing:
                Repeats.EventsOf((int)reader.Signed()).Freeze(reader.Number(), reader.Number(), writes: null);
                break;
            default:
                Version1.Fold(kind, this, ref reader);
                break;
        }
    }

    public void EraseText(int text)
    {
        Texts.Erase(text);
        ErasedTextPages.Add(PartitionPages.TextPageOf(text));

        // A key that is remembered may be of a text that was erased.
        Array.ForEach(keys, known => known?.Clear());
    }

    /// <summary>Notes every text that something in memory names.</summary>
    /// <param name="erased">Accounts of which there is nothing more.</param>
    public void NoteTexts(TextUse use, ISet<int> erased)
    {
        use.NoteKeys(Attributes, first: 1);
        use.NotePairs(Attributes, less: 0);
        Catalogue.NoteTexts(use);
        Descriptions.NoteTexts(use);
        Budgets.NoteTexts(use, erased);
        Attribution.NoteTexts(use);
        Array.ForEach(combinations, known => known.NoteTexts(use));
        foreach (var window in windows.Values)
        {
            window.NoteTexts(use);
        }
    }

    public void SetAttributes(int account, int target, int keywordText, int matchType)
    {
        if (target >= Texts.Count)
        {
            throw NoText(target);
        }

        if (TryAttributes(account, target, out _, out _))
        {
            // What was remembered to be shown of it is so no longer.
            Array.ForEach(keys, known => known?.Clear());
        }

        var row = Attributes.GetOrAdd([account, target]);
        Attributes.Lanes(row)[0] = (long)EventPart.Pair(keywordText, matchType);
        Attributes.SegmentOf(row).HasChanged = true;
        NoteAttributes(row);
    }

    /// <summary>Lets a row be found by its target's number alone.</summary>
    public void NoteAttributes(int row)
    {
        var key = Attributes.Key(row);
        if (key[0] == SegmentedTable.Erased)
        {
            return;
        }

        if (key[1] >= attributesOf.Length)
        {
            Array.Resize(ref attributesOf, Math.Max(key[1] + 1, attributesOf.Length * 2));
        }

        attributesOf[key[1]] = (key[0] + 1, Attributes.Lanes(row)[0]);
    }

    public bool TryAttributes(int account, int target, out int keywordText, out int matchType)
    {
        var (owner, pair) = target < attributesOf.Length ? attributesOf[target] : default;
        if (owner != 0 && owner != account + 1)
        {
            var row = Attributes.Find([account, target]);
            (owner, pair) = row < 0 ? default : (account + 1, Attributes.Lanes(row)[0]);
        }

        (keywordText, matchType) = ((int)(pair >> 32), (int)pair);
        return owner != 0;
    }

    public void Describe(int account, Described what, int id, Span<int> texts)
    {
        if (what != Described.Target)
        {
            Descriptions.Find(account, what, id, texts);
        }
        else if (!TryAttributes(account, id, out texts[0], out texts[1]))
        {
            texts.Fill(Descriptions.Unknown);
        }
    }

    public bool HasAttributes(int account, int target, int keywordText, int matchType) =>
        TryAttributes(account, target, out var knownText, out var knownMatch)
        && (knownText, knownMatch) == (keywordText, matchType);

    public void FoldAccount(ref ByteReader reader)
    {
        var key = reader.Number();
        var (advertiser, marketplace, currency, zoneId) = (reader.Text(), reader.Text(), reader.Text(), reader.Text());
        accounts[key] = AccountZone.TryFind(zoneId, out var zone)
            ? new(key, advertiser, marketplace, currency, zone)
            : throw new InvalidDataException($"Time zone {zoneId} of account {key} is not known to this version.");
    }

    /// <summary>Texts are numbered by their order; those that a page has brought already are passed over.</summary>
    private void FoldTexts(ref ByteReader reader)
    {
        var number = reader.Number();
        for (var left = reader.Number(); left > 0; left--, number++)
        {
            var text = reader.Bytes();
            if (number >= Texts.Count && Texts.Append(text) != number)
            {
                throw NoText(number);
            }
        }
    }

    private InvalidDataException NoText(int number) =>
        new(
            $"A journal entry names text {number} and {Texts.Count} are known: entries are missing. Restore the ledger from a backup."
        );

    /// <summary>Takes out all that is in memory of an account; rows that are named by their number keep their places.</summary>
    private void EraseAccount(int account)
    {
        Attribution.Erase(account, touch => IsOf(in touch, account));
        Array.ForEach(combinations, known => known.Erase(account));
        foreach (var window in windows.Values)
        {
            window.Erase(account);
        }

        Attributes.EraseAll(account);
        for (var target = 0; target < attributesOf.Length; target++)
        {
            if (attributesOf[target].Owner == account + 1)
            {
                // Another account may have the target too: it is looked for.
                attributesOf[target] = (-1, 0);
            }
        }

        Entities.Erase(account);
        Catalogue.Erase(account);
        Descriptions.Erase(account);
        Budgets.Erase(account);
        accounts.Remove(account);
    }

    /// <summary>
    /// Whether a touch is of the account, or of one whose combinations a newer page does not have any more. One whose combination is still to
    /// come was brought by a newer page, and came after the account.
    /// </summary>
    private bool IsOf(in TouchRow touch, int account)
    {
        if (touch.IsInvalidation)
        {
            return touch.Combination == -1 - account;
        }

        var known = Combinations(touch.AdProduct);
        return touch.Combination < known.Count
            && known.Key(touch.Combination)[0] is var owner
            && (owner == account || owner == SegmentedTable.Erased);
    }

    private void FoldCombination(ref ByteReader reader)
    {
        var known = combinations[reader.Byte()];
        var number = reader.Number();
        Span<int> key = stackalloc int[reader.UpTo(known.KeyNumbers)];
        reader.Key(key);
        known.Add(number, key);
    }

    private void FoldDrop(ref ByteReader reader)
    {
        var (log, first, through) = AttributionRecords.FoldDrop(ref reader, Attribution);
        for (var segment = first; segment <= through; segment++)
        {
            Droppable.Add(new(PartitionPages.KindOf(log), segment));
        }
    }

    private void FoldPublication(long sequence, ref ByteReader reader)
    {
        Publication = (long)reader.Varint();
        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            FindWindow(new(reader.Signed(), family))?.MarkPublished(sequence, 0, int.MaxValue);
        }
    }

    private void FoldCooling(ref ByteReader reader)
    {
        for (var left = reader.Number(); left > 0; left--)
        {
            var family = reader.Byte();
            var id = new WindowId(reader.Signed(), family);
            if (windows.Remove(id, out var window))
            {
                cold[id] = window.Cells.Segments.Count;
            }
        }
    }
}
