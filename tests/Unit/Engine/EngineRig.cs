using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Engine;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Ingestion.Binary;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Engine.Publication;
using Millrace.Engine.Time;

namespace Millrace.Unit.Engine;

/// <summary>One partition with a journal in memory, driven as Runtime drives it, that can be made to crash and recover.</summary>
internal sealed class EngineRig : IEventAccounts
{
    public static readonly Guid Incarnation = new("6f1e1a52-7c55-4d8b-9a60-0f2a8a1f3b11");

    private readonly List<EventAccount> accounts = [];
    private readonly List<byte[]> journal = [];
    private readonly BinaryBatchReader binary = new();
    private readonly Dictionary<PageId, byte[]> pages = [];
    private readonly PublicationPolicies policies;
    private readonly int cellsPerSliceMax;
    private PartitionEngine engine;
    private long seed = 1;

    public EngineRig(params string[] zones)
        : this(PublicationPolicies.Default, zones) { }

    /// <param name="cellsPerSliceMax">Cells that a share of a turn publishes.</param>
    public EngineRig(PublicationPolicies policies, IEnumerable<string> zones, int cellsPerSliceMax = 1 << 15)
    {
        (this.policies, this.cellsPerSliceMax) = (policies, cellsPerSliceMax);
        engine = NewEngine(1);
        foreach (var zone in zones)
        {
            AccountZone.TryFind(zone, out var found).ShouldBeTrue();
            accounts.Add(new(accounts.Count, $"ADV{accounts.Count}", "MKT", "USD", found));
        }
    }

    public long Now { get; set; } = 1_780_000_000;

    public void AddAccount(string advertiser, string marketplace, string zone)
    {
        AccountZone.TryFind(zone, out var found).ShouldBeTrue();
        accounts.Add(new(accounts.Count, advertiser, marketplace, "USD", found));
    }

    public List<PublishedBlock> Blocks { get; } = [];

    public IReadOnlyList<EventAccount> Accounts => accounts;

    public IReadOnlyDictionary<PageId, byte[]> Pages => pages;

    public IReadOnlyList<byte[]> Journal => journal;

    /// <summary>Bytes of pages that go with an entry.</summary>
    public int PageBytesMax { get; set; } = 1;

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var advertiser = Encoding.UTF8.GetString(advertiserId);
        return accounts.Find(account => account.AdvertiserId == advertiser);
    }

    public (EventBatch Batch, PartVerdict? Verdict) Send(string id, IEnumerable<string> lines, bool import = false)
    {
        var batch = new EventBatch(this, Options(import), "tests", id);
        foreach (var line in lines)
        {
            batch.Add(Encoding.UTF8.GetBytes(line));
        }

        return (batch, AcceptOnly(batch));
    }

    /// <summary>The same with a body of the binary form, which is not broken.</summary>
    public (EventBatch Batch, PartVerdict? Verdict) SendBinary(string id, byte[] body, bool import = false)
    {
        var batch = new EventBatch(this, Options(import), "tests", id);
        binary.Read(batch, body).ShouldBeNull();
        return (batch, AcceptOnly(batch));
    }

    public EventBatchOptions Options(bool import = false) =>
        new()
        {
            Now = Now,
            Partitions = 1,
            EventIdSeed = 7,
            HashSeed = seed,
            IsImport = import,
            Policies = policies,
        };

    public void Upsert(string line) => UpsertAll([line]);

    /// <summary>All of them in one entry.</summary>
    public void UpsertAll(IEnumerable<string> lines)
    {
        var batch = new EntityBatch(this, Options());
        foreach (var line in lines)
        {
            batch.Add(Encoding.UTF8.GetBytes(line));
        }

        batch.Refused.ShouldBeEmpty();
        var effects = new Effects(engine.Sequence + 1);
        engine.Upsert(batch.Upserts, Now, effects);
        Commit(effects);
    }

    /// <summary>Forgets a shopper of the first account.</summary>
    public void Forget(string shopper)
    {
        var effects = new Effects(engine.Sequence + 1);
        engine.ForgetShopper(EventIds.ShopperHash(accounts[0].Key, shopper, Options().EventIdSeed), effects);
        Commit(effects);
    }

    /// <summary>Erases an account from memory; <see cref="GoOnErasing"/> does the rest.</summary>
    public void BeginErasing(int account)
    {
        var effects = new Effects(engine.Sequence + 1);
        engine.EraseAccount(account, effects);
        Commit(effects);
    }

    /// <summary>The same, to its end.</summary>
    public void Erase(int account)
    {
        BeginErasing(account);
        while (IsErasing)
        {
            GoOnErasing();
        }
    }

    public bool IsErasing => engine.IsErasing;

    /// <summary>One share of the erasure that is on, in an entry of its own.</summary>
    public void GoOnErasing()
    {
        while (engine.MissingToErase() is { Count: > 0 } missing)
        {
            Restore(missing);
        }

        var effects = new Effects(engine.Sequence + 1);
        engine.GoOnErasing(effects);
        CommitAlways(effects);
    }

    public long UnattributedPurchases => engine.UnattributedPurchases;

    /// <summary>A turn to its end.</summary>
    public void Turn()
    {
        BeginTurn();
        while (IsTurning)
        {
            GoOn();
        }
    }

    public bool IsTurning => engine.IsTurning;

    public void BeginTurn() => engine.Turn(Now);

    /// <summary>One share of the turn that is on, in an entry of its own.</summary>
    public void GoOn()
    {
        var effects = new Effects(engine.Sequence + 1);
        engine.GoOn(effects);
        Commit(effects);
    }

    /// <summary>Begins to write pages: a small one goes with each entry from now on, and a crash may come between two.</summary>
    public void BeginPaging() => engine.BeginPaging();

    /// <summary>All memory is lost; the journal is folded again, with another hash seed, as in a new process.</summary>
    public void Crash()
    {
        engine = NewEngine(++seed);
        if (pages.TryGetValue(PageId.Head, out var head))
        {
            Restore(engine.Load(head));
        }

        for (var sequence = engine.Sequence + 1; sequence <= journal.Count; sequence++)
        {
            var entry = journal[(int)sequence - 1];
            entry.Length.ShouldBePositive("an entry is asked for that pages were to make needless");
            Restore(engine.MissingFor(entry));
            engine.Recover(sequence, entry);
        }
    }

    /// <summary>Every published message, as a subscriber gets it.</summary>
    public IEnumerable<Record> Records() =>
        Blocks.SelectMany(block => Rendered.Messages(block.Data)).Select(body => Record.Read(body));

    private PartVerdict? AcceptOnly(EventBatch batch) => batch.Parts.SingleOrDefault() is { } part ? Accept(part) : null;

    private PartVerdict Accept(EventPart part)
    {
        while (engine.MissingFor(part, Now) is { Count: > 0 } missing)
        {
            Restore(missing);
        }

        var effects = new Effects(engine.Sequence + 1);
        var verdict = engine.Accept(part, Now, effects);
        Commit(effects);
        return verdict;
    }

    private void Restore(IReadOnlyCollection<PageId> missing)
    {
        foreach (var page in missing)
        {
            engine.Restore(page, pages[page]);
        }
    }

    private void Commit(Effects effects)
    {
        if (!effects.IsEmpty)
        {
            CommitAlways(effects);
        }
    }

    private void CommitAlways(Effects effects)
    {
        engine.EndEntry(effects, PageBytesMax);
        journal.Add(effects.Entry.Written.ToArray());
        Blocks.AddRange(effects.Blocks);
        foreach (var dropped in effects.Dropped)
        {
            foreach (var page in pages.Keys.Where(page => (page.Kind, page.Major) == (dropped.Kind, dropped.Major)).ToList())
            {
                pages.Remove(page);
            }
        }

        foreach (var page in effects.Pages)
        {
            pages[page.Id] = page.Data.ToArray();
        }

        for (var sequence = 1L; sequence <= effects.PagedThrough; sequence++)
        {
            journal[(int)sequence - 1] = [];
        }
    }

    private PartitionEngine NewEngine(long hashSeed) =>
        new(
            new PartitionOptions
            {
                Partition = 0,
                Incarnation = Incarnation,
                HashSeed = hashSeed,
                Policies = policies,
                EventIdsInMemoryMax = 25,
                CellsPerSliceMax = cellsPerSliceMax,
            }
        );
}

/// <summary>One received sp-traffic record.</summary>
internal sealed record Record(
    string Id,
    string Advertiser,
    string Campaign,
    string Keyword,
    string Text,
    string Window,
    long Impressions,
    long Clicks,
    decimal Cost
)
{
    public static Record Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var root = JsonElement.ParseValue(ref reader);
        string Of(string name) => root.GetProperty(name).GetString()!;
        return new(
            Of("idempotency_id"),
            Of("advertiser_id"),
            Of("campaign_id"),
            Of("keyword_id"),
            Of("keyword_text"),
            Of("time_window_start"),
            root.GetProperty("impressions").GetInt64(),
            root.GetProperty("clicks").GetInt64(),
            decimal.Parse(root.GetProperty("cost").GetRawText(), CultureInfo.InvariantCulture)
        );
    }
}
