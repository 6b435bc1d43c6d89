using CsCheck;
using Millrace.Engine.Budgets;

namespace Millrace.Unit.Engine.Budgets;

/// <summary>Random histories against the rules on dictionaries: what is told is the same, message by message.</summary>
public sealed class HistoryTests
{
    [Fact]
    public void What_is_told_follows_the_rules() =>
        BudgetHistory.Any(stepsMax: 40).Sample(history => Play(history, withCrashes: false), iter: 10_000);

    [Fact]
    public void Crashes_between_any_two_pages_change_nothing() =>
        BudgetHistory.Any(stepsMax: 40).Sample(history => Play(history, withCrashes: true), iter: 6000);

    [Fact]
    public void Nor_do_they_where_each_table_has_many_pages() =>
        BudgetHistory.Any(stepsMax: 60).Sample(history => Play(history, withCrashes: true, others: 5000), iter: 60);

    private static void Play(BudgetHistory history, bool withCrashes, int others = 0)
    {
        var (rig, model) = (new BudgetRig(history.Zones) { Now = history.Start }, new BudgetModel(history.Zones));
        if (others > 0)
        {
            rig.Spend([.. Enumerable.Range(1000, others).Select(id => new BudgetSpend(new(0, 0, id), rig.Now, 7))]);
        }

        foreach (var step in history.Steps)
        {
            rig.Now = step.After(rig.Now, history.Zones[0]);
            var now = DateTimeOffset.FromUnixTimeSeconds(rig.Now);
            switch (step.What)
            {
                case 0 when withCrashes:
                    rig.Crash();
                    break;
                case 1 or 2 when withCrashes:
                    rig.BeginPaging();
                    break;
                case 3 or 4 or 5 or 6:
                    var terms = step.Terms(ModelCalendar.Date(history.Zones[step.Scope.Account], now));
                    var (told, expected) = (
                        rig.SetTerms(ModelWords.Scope(step.Scope), ModelWords.Terms(terms)),
                        model.SetTerms(step.Scope, terms, now)
                    );
                    ShouldBe(told, expected);
                    break;
                case 7:
                    ShouldBe(rig.SetTerms(ModelWords.Scope(step.Scope), null), model.SetTerms(step.Scope, null, now));
                    break;
                case 8 or 9:
                    rig.SetPortfolio(ModelWords.Scope(step.Campaign), step.PortfolioId ?? -1);
                    model.SetPortfolio(step.Campaign, step.PortfolioId);
                    break;
                default:
                    var events = step.Spends.Select(spend => spend.At(rig.Now)).ToList();
                    ShouldBe(rig.Spend([.. events.Select(Spend)]), model.Spend(events, now));
                    break;
            }
        }

        foreach (var account in new[] { 0, 1 })
        {
            rig.Present(account)
                .Select(ModelWords.Usage)
                .ShouldBe(model.Present(account, DateTimeOffset.FromUnixTimeSeconds(rig.Now)), ignoreOrder: true);
        }
    }

    private static BudgetSpend Spend((ModelScope Campaign, DateTimeOffset Time, decimal Cost) happened) =>
        new(ModelWords.Scope(happened.Campaign), happened.Time.ToUnixTimeSeconds(), ModelWords.Micros(happened.Cost));

    private static void ShouldBe(IReadOnlyList<BudgetUsage> told, List<ModelUsage> expected)
    {
        // Quicker than to compare by Shouldly what is nearly always the same.
        if (!told.Select(ModelWords.Usage).SequenceEqual(expected))
        {
            told.Select(ModelWords.Usage).ShouldBe(expected);
        }
    }
}
