using Millrace.Engine;
using Millrace.Engine.Budgets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;
using Millrace.Engine.Time;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>The budgets of a partition with a journal and pages, driven as a partition drives them, that can be made to crash.</summary>
internal sealed class BudgetRig
{
    private static readonly BudgetTable[] Tables = Enum.GetValues<BudgetTable>();

    private readonly List<byte[]> journal = [];
    private readonly Dictionary<(BudgetTable, int), byte[]> pages = [];
    private readonly List<EventAccount> accounts = [];
    private (int[] Segments, int Through)? head;
    private (int[] Segments, int Through, Queue<(BudgetTable Table, int Page)> Left)? round;
    private PartitionState state;
    private BudgetStep step;
    private long seed = 1;

    public BudgetRig(params string[] zones)
    {
        foreach (var zone in zones)
        {
            AccountZone.TryFind(zone, out var found).ShouldBeTrue();
            accounts.Add(new(accounts.Count, $"ADV{accounts.Count}", "MKT", "USD", found));
        }

        (state, step) = Begin();
    }

    /// <summary>Platform time, unix seconds.</summary>
    public long Now { get; set; } = 1_780_000_000;

    public BudgetMemory Memory => state.Budgets;

    public int Entries => journal.Count;

    public AccountZone Zone => accounts[0].Zone;

    public IReadOnlyList<BudgetUsage> Spend(params BudgetSpend[] spends) => Commit(effects => step.Spend(spends, Now, effects));

    public IReadOnlyList<BudgetUsage> SetTerms(BudgetScope scope, BudgetTerms? terms) =>
        Commit(effects => step.SetTerms(scope, terms, Now, effects));

    public void SetPortfolio(BudgetScope campaign, int portfolio) =>
        Commit(effects =>
        {
            step.SetPortfolio(campaign, portfolio, effects);
            return [];
        });

    public IReadOnlyList<BudgetUsage> Present(int account) => [.. step.Present(account, Now)];

    /// <summary>Begins to write pages: the head is of now, one page goes with each entry from now on.</summary>
    public void BeginPaging()
    {
        var changed = Tables.SelectMany(table => Changed(table).Select(page => (table, page)));
        round = ([.. Tables.Select(table => Memory[table].Segments.Count)], journal.Count, new(changed));
    }

    /// <summary>All memory is lost; what stands in pages is read, and the journal behind the head folded again.</summary>
    public void Crash()
    {
        var lost = Memory;
        seed++;
        round = null;
        (state, step) = Begin();
        foreach (var table in Tables)
        {
            for (var page = 0; page < head?.Segments[(int)table]; page++)
            {
                var reader = new ByteReader(pages[(table, page)]);
                TablePages.Read(Memory[table], ref reader);
                reader.IsAtEnd.ShouldBeTrue();
            }
        }

        state.Sequence = head?.Through ?? 0;
        foreach (var entry in journal.Skip(head?.Through ?? 0))
        {
            state.FoldEntry(state.Sequence + 1, entry);
        }

        foreach (var table in Tables)
        {
            Memory[table].Count.ShouldBe(lost[table].Count);
            for (var row = 0; row < lost[table].Count; row++)
            {
                Memory[table].Key(row).SequenceEqual(lost[table].Key(row)).ShouldBeTrue();
                Memory[table].Lanes(row).SequenceEqual(lost[table].Lanes(row)).ShouldBeTrue($"{table} {row}");
            }
        }
    }

    public IEnumerable<int> Changed(BudgetTable table) =>
        Enumerable.Range(0, Memory[table].Segments.Count).Where(page => Memory[table].Segments[page].HasChanged);

    private IReadOnlyList<BudgetUsage> Commit(Func<Effects, IReadOnlyList<BudgetUsage>> command)
    {
        var effects = new Effects(state.Sequence + 1);
        var told = command(effects);
        if (effects.IsEmpty)
        {
            told.ShouldBeEmpty();
            return [];
        }

        StepPaging(effects.Sequence);
        journal.Add(effects.Entry.Written.ToArray());
        EntrySkim.WindowsOf(journal[^1]).ShouldBeEmpty();
        state.Sequence = effects.Sequence;
        return told;
    }

    private void StepPaging(long sequence)
    {
        if (round is not { } on)
        {
            return;
        }

        if (on.Left.TryDequeue(out var page))
        {
            var writer = new ByteWriter();
            TablePages.Write(Memory[page.Table], page.Page, sequence, writer);
            pages[page] = writer.Written.ToArray();
        }

        if (on.Left.Count == 0)
        {
            head = (on.Segments, on.Through);
            round = null;
        }
    }

    private (PartitionState, BudgetStep) Begin()
    {
        var fresh = new PartitionState(seed);
        var writer = new ByteWriter();
        accounts.ForEach(account => DescriptionRecords.WriteAccount(writer, account));
        var reader = new ByteReader(writer.Written.Span);
        while (!reader.IsAtEnd)
        {
            fresh.Fold(0, ref reader);
        }

        return (fresh, new(fresh, new Recorder(fresh)));
    }
}
