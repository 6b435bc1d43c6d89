using System.Text.Json.Nodes;
using Millrace.Sandbox.Platform.Shoppers;

namespace Millrace.Sandbox.Platform.Entities;

/// <summary>
/// Gives campaigns of sponsored ads and portfolios their budgets: a usual day uses 30 to 140 percent of a daily one, so that it moves all
/// day, and longer ones are tight enough to move too.
/// </summary>
internal sealed class Budgets(long seed, VirtualPlatformOptions options, Takers takers, TrafficShares shares)
{
    private const int DaysOfMonthly = 8;
    private const int DaysOfLifetime = 5;

    /// <summary>The accounts know their share of the traffic by now.</summary>
    public void Give(IReadOnlyList<VirtualEntity> entities)
    {
        var daily = entities
            .Select(entity => entity.Account)
            .Distinct()
            .SelectMany(account => Daily(account).Select(campaign => (account, campaign.Key, campaign.Value)))
            .ToDictionary(campaign => (campaign.account, campaign.Key), campaign => campaign.Value);
        var ofPortfolios = new Dictionary<(VirtualAccount, string), double>();
        foreach (var entity in entities.Where(entity => entity.Kind == "campaign" && !EntityForms.IsDsp(entity.Form)))
        {
            var spent = daily[(entity.Account, entity.Id)];
            Give(entity, spent);
            if (entity.Form["portfolio_id"]?.GetValue<string>() is { } portfolio)
            {
                var before = ofPortfolios.GetValueOrDefault((entity.Account, portfolio));
                ofPortfolios[(entity.Account, portfolio)] = before + spent;
            }
        }

        foreach (var portfolio in entities.Where(entity => entity.Kind == "portfolio"))
        {
            Give(portfolio, ofPortfolios.GetValueOrDefault((portfolio.Account, portfolio.Id)));
        }
    }

    private void Give(VirtualEntity entity, double dailyMicros)
    {
        var chance = Chance.At(seed, -5, entity.Number, 0);
        var isPortfolio = entity.Kind == "portfolio";
        var (recurrence, days) = chance.Below(isPortfolio ? 4 : 12) switch
        {
            0 => ("MONTHLY", DaysOfMonthly),
            1 => ("LIFETIME", DaysOfLifetime),
            _ => ("DAILY", 1),
        };
        var micros = dailyMicros * days / (0.3 + (1.1 * chance.Unit()));
        var unlimited = chance.Happens(isPortfolio ? 0.3 : 0.1);
        if (unlimited)
        {
            return;
        }

        var (_, step) = Prices.Of(entity.Account.Currency);
        entity.Form["budget"] = new JsonObject
        {
            ["amount"] = Prices.InSteps(micros, Math.Max(step, 10_000)) / 1_000_000m,
            ["currency"] = entity.Account.Currency,
            ["recurrence"] = recurrence,
        };
    }

    /// <summary>What each campaign of sponsored ads spends on a usual day, micros.</summary>
    private Dictionary<string, double> Daily(VirtualAccount account)
    {
        var spent = new Dictionary<string, double>();
        for (var product = AdProduct.Sp; product < AdProduct.Dsp; product++)
        {
            var space = account.Spaces[(int)product];
            var daily = options.EventsPerHour * 24 * account.Share;
            var lines = daily / space.LinesAnImpressionLine * shares.Of(product);
            var clicks =
                takers.WantDeeds && !account.AttributesItself
                    ? daily * shares.OfShoppers / ShopperSource.LinesOfShopper * ShopperLife.ClicksALife(product)
                    : 0;
            for (var number = 0; number < space.Targets.Count; number++)
            {
                var target = space.Targets[number];
                var cost = (lines * space.MicrosALine(target)) + (clicks * target.BidMicros * Prices.ShareOfBid);
                spent[target.CampaignId] = spent.GetValueOrDefault(target.CampaignId) + (cost * space.TargetSkew.Share(number));
            }
        }

        return spent;
    }
}
