using System.Text;
using Millrace.Contracts.Documents;
using Millrace.Engine.Attribution;
using Millrace.Engine.Budgets;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;

namespace Millrace.Engine;

/// <summary>The step of a batch in which budgets are charged, and what of them is to be told is published with the batch.</summary>
internal sealed class BudgetTelling(PartitionState state, Recorder recorder, DocumentPublisher publisher)
{
    private readonly BudgetStep budgets = new(state, recorder);
    private readonly PartSpend spend = new();

    /// <summary>Charges what the events of a part cost, which were written before.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Spend(EventPart part, BatchPlan plan, long now, Effects effects) =>
        Tell(budgets.Spend(spend.Collect(part, plan), now, effects), effects);

    /// <summary>Takes in the terms of a campaign or portfolio, and in which portfolio a campaign is.</summary>
    /// <param name="before">The ad product that it was of; null: it was not known.</param>
    /// <param name="product">The ad product that it is of.</param>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Upsert(EntityUpsert entity, AdProduct? before, AdProduct product, long now, Effects effects)
    {
        if (before != product && before is { } old && ScopeOf(entity, old, effects) is { } left)
        {
            Tell(budgets.SetTerms(left, null, now, effects), effects);
        }

        if (ScopeOf(entity, product, effects) is not { } scope)
        {
            return;
        }

        // What is gone stays in the portfolio in which it was.
        if (scope.Kind != BudgetScopeKind.Portfolio && !entity.IsDeleted)
        {
            budgets.SetPortfolio(scope, entity.PortfolioId is { } id ? recorder.TextOf(id, effects) : -1, effects);
        }

        Tell(budgets.SetTerms(scope, entity.Budget, now, effects), effects);
    }

    /// <summary>The usage of every budget of an account in its present period, as messages of a snapshot.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public IEnumerable<byte[]> Present(int account, long now) =>
        budgets.Present(account, now).Select(usage => Render(usage, isSnapshot: true));

    private void Tell(IReadOnlyList<BudgetUsage> told, Effects effects)
    {
        if (told.Count > 0)
        {
            publisher.Publish(
                effects,
                blocks =>
                {
                    foreach (var usage in told)
                    {
                        blocks.Add(usage.Scope.Account, Documents.BudgetUsageId, Render(usage, isSnapshot: false), []);
                    }
                }
            );
        }
    }

    private byte[] Render(in BudgetUsage usage, bool isSnapshot) =>
        BudgetUsageMessage.Render(
            state.Account(usage.Scope.Account),
            Encoding.UTF8.GetString(state.Text(usage.Scope.Id)),
            in usage,
            isSnapshot
        );

    /// <summary>Null where it is nothing that has a budget here.</summary>
    private BudgetScope? ScopeOf(EntityUpsert entity, AdProduct product, Effects effects)
    {
        BudgetScopeKind? kind = (entity.Kind, product) switch
        {
            (EntityKind.Portfolio, _) => BudgetScopeKind.Portfolio,
            (EntityKind.Campaign, AdProduct.SponsoredProducts) => BudgetScopeKind.SpCampaign,
            (EntityKind.Campaign, AdProduct.SponsoredBrands) => BudgetScopeKind.SbCampaign,
            (EntityKind.Campaign, AdProduct.SponsoredDisplay) => BudgetScopeKind.SdCampaign,
            _ => null,
        };
        return kind is { } known ? new(entity.Account.Key, known, recorder.TextOf(entity.Id, effects)) : null;
    }
}
