using Millrace.Engine.Budgets;
using Millrace.Engine.Journal;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>What is stored of budgets: how much, and that it comes back.</summary>
public sealed class BudgetMemoryTests
{
    private const int Campaigns = 300;
    private const long Day = 86_400;

    [Fact]
    public void However_long_it_runs_no_scope_has_more_than_its_slots()
    {
        var rig = new BudgetRig("Asia/Kathmandu");
        for (var day = 0; day < 200; day++)
        {
            rig.Spend([.. Enumerable.Range(0, Campaigns).Select(id => new BudgetSpend(Scope(id), rig.Now, 1))]);
            rig.Now += Day;
        }

        rig.Memory[BudgetTable.Scopes].Count.ShouldBe(Campaigns);
        rig.Memory[BudgetTable.Periods].Count.ShouldBe(Campaigns * BudgetPeriod.Slots);
    }

    [Fact]
    public void Rules_come_back_as_they_were_also_fewer_than_before()
    {
        var rig = new BudgetRig("Asia/Kathmandu");
        BudgetRule[] rules = [new(long.MaxValue, -5, int.MaxValue, 127), new(1, int.MinValue, 3, 0), new(2, 4, 5, 64)];
        rig.SetTerms(Scope(1), new(long.MaxValue, BudgetRecurrence.Daily, rules));
        rig.SetTerms(Scope(2), new(1, BudgetRecurrence.Lifetime, rules[..1]));
        rig.Crash();
        TermsOf(rig, 1).Rules.ShouldBe(rules);
        TermsOf(rig, 2).Rules.ShouldBe(rules[..1]);
        TermsOf(rig, 2).Recurrence.ShouldBe(BudgetRecurrence.Lifetime);

        rig.SetTerms(Scope(1), new(7, BudgetRecurrence.Monthly, rules[2..]));
        rig.Crash();
        TermsOf(rig, 1).Rules.ShouldBe(rules[2..]);
        TermsOf(rig, 1).Micros.ShouldBe(7);
    }

    [Fact]
    public void What_changes_nothing_is_not_written()
    {
        var rig = new BudgetRig("Asia/Kathmandu");
        var terms = new BudgetTerms(5, BudgetRecurrence.Daily, [new(1, 2, 3, 4)]);
        rig.SetTerms(Scope(1), terms);
        rig.SetPortfolio(Scope(1), 9);
        var entries = rig.Entries;

        rig.SetTerms(Scope(1), terms with { Rules = [new(1, 2, 3, 4)] });
        rig.SetTerms(Scope(2), null);
        rig.SetPortfolio(Scope(1), 9);
        rig.SetPortfolio(Scope(2), -1);
        rig.Spend();
        rig.Entries.ShouldBe(entries);

        rig.SetTerms(Scope(1), terms with { Rules = [new(1, 2, 3, 5)] });
        rig.SetPortfolio(Scope(1), -1);
        rig.Entries.ShouldBe(entries + 2);
    }

    [Fact]
    public void Pages_that_are_on_disk_as_they_are_have_not_changed()
    {
        var rig = new BudgetRig("Asia/Kathmandu");
        rig.SetTerms(Scope(1), new(5, BudgetRecurrence.Daily, [new(1, 2, 3, 4)]));
        rig.Spend(new BudgetSpend(Scope(1), rig.Now, 1));
        rig.BeginPaging();
        for (var entry = 0; entry < 3; entry++)
        {
            rig.SetPortfolio(Scope(1), entry);
        }

        rig.Changed(BudgetTable.Rules).ShouldBeEmpty();
        rig.Changed(BudgetTable.Periods).ShouldBeEmpty();
        rig.Changed(BudgetTable.Scopes).ShouldBe([0]);
        rig.Crash();
        rig.Changed(BudgetTable.Periods).ShouldBeEmpty();
    }

    [Fact]
    public void A_damaged_record_is_refused_by_those_who_fold_and_who_skim()
    {
        var writer = new ByteWriter();
        BudgetRecords.WriteTerms(writer, Scope(1), new(5, BudgetRecurrence.Daily, [new(1, 2, 3, 4)]));
        var record = writer.Written.ToArray()[1..^1];

        Should.Throw<InvalidDataException>(() =>
        {
            var reader = new ByteReader(record);
            BudgetRecords.FoldTerms(ref reader, new BudgetMemory(1), 1);
        });
        Should.Throw<InvalidDataException>(() =>
        {
            var reader = new ByteReader(record);
            BudgetRecords.Skim(RecordKind.BudgetTerms, ref reader);
        });
    }

    private static BudgetScope Scope(int id) => new(0, BudgetScopeKind.SpCampaign, id);

    private static BudgetTerms TermsOf(BudgetRig rig, int id) => rig.Memory.Terms(rig.Memory.Find(Scope(id)))!;
}
