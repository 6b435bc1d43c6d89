using System.Text;
using Millrace.Engine.Budgets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;
using Millrace.Sandbox.Platform;
using BudgetsOfEngine = Millrace.Unit.Engine.Budgets.BudgetRig;
using ProductOfEngine = Millrace.Engine.Attribution.AdProduct;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>What the engine tells of the budgets of the platform is what the books say, message by message.</summary>
public sealed class BudgetsToEngineTests : IEventAccounts
{
    private static readonly DateTimeOffset Start = new(2026, 7, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualPlatform Platform = new(19, new() { Start = Start, EventsPerHour = 5000 });

    private readonly Dictionary<(string, string), EventAccount> accounts = Platform.Accounts.ToDictionary(
        account => (account.AdvertiserId, account.Marketplace.Id),
        account => new EventAccount(account.Number, account.AdvertiserId, account.Marketplace.Id, account.Currency, Zone(account))
    );

    private readonly List<string> ids = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<(int, string, string), ProductOfEngine> products = [];

    [Fact]
    public void The_engine_tells_every_message_that_the_books_have_and_no_other()
    {
        var engine = new BudgetsOfEngine([.. Platform.Accounts.Select(account => account.TimeZone)]);
        var books = new DocumentBooks();
        var told = Platform.Accounts.Select(_ => new List<BudgetMessage>()).ToArray();
        for (var slice = Start; slice < Start.AddDays(15); slice += VirtualPlatform.Slice)
        {
            // Two hours in which the clock stands ahead of the feed.
            var isAhead = slice >= Start.AddHours(30) && slice < Start.AddHours(32);
            var clock = isAhead ? Start.AddHours(32) : slice;
            engine.Now = clock.ToUnixTimeSeconds();
            var changes = slice == Start ? Platform.Entities : Platform.ChangesBetween(slice, slice + VirtualPlatform.Slice);
            var events = Platform.EventsBetween(slice, slice + VirtualPlatform.Slice).ToList();
            books.Add(events, clock);
            Tell(
                engine.Spend([
                    .. events
                        .Where(happened =>
                            happened is { Product: not (null or AdProduct.Dsp), IsRepeat: false, CostMicros: not 0 }
                        )
                        .Where(happened => happened.Shopper?.Conversion is null)
                        .Select(SpendOf),
                ])
            );
            foreach (var line in changes)
            {
                books.Add([line], clock);
                Upsert(engine, line);
            }
        }

        foreach (var account in Platform.Accounts)
        {
            Texts(told[account.Number]).ShouldBe(Texts(books.BudgetMessages(account)), $"{account}");
            told[account.Number].Count.ShouldBeGreaterThan(1000);
        }

        void Tell(IReadOnlyList<BudgetUsage> usages)
        {
            foreach (var usage in usages)
            {
                var scope = usage.Scope;
                told[scope.Account]
                    .Add(new(ids[scope.Id], scope.Kind == BudgetScopeKind.Portfolio, usage.Budget, usage.Spent, usage.Time));
            }
        }

        void Upsert(BudgetsOfEngine rig, PlatformEntity line)
        {
            var batch = new EntityBatch(
                this,
                new()
                {
                    Now = rig.Now,
                    Partitions = 1,
                    EventIdSeed = 1,
                    HashSeed = 2,
                }
            );
            batch.Add(Encoding.UTF8.GetBytes(line.Document));
            var upsert = batch.Upserts.ShouldHaveSingleItem();
            var key = (upsert.Account.Key, upsert.Kind, upsert.Id);
            var product = upsert.IsDeleted ? products.GetValueOrDefault(key) : upsert.AdProduct;
            products[key] = product;
            var isCampaign = upsert.Kind == "campaign" && product != ProductOfEngine.Dsp;
            if (upsert.Kind == "portfolio" || isCampaign)
            {
                var kind = isCampaign ? (BudgetScopeKind)product : BudgetScopeKind.Portfolio;
                var scope = new BudgetScope(upsert.Account.Key, kind, Number(upsert.Id));
                if (isCampaign && !upsert.IsDeleted)
                {
                    rig.SetPortfolio(scope, upsert.PortfolioId is { } portfolio ? Number(portfolio) : -1);
                }

                Tell(rig.SetTerms(scope, upsert.Budget));
            }
        }
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId) =>
        accounts.GetValueOrDefault((Encoding.UTF8.GetString(advertiserId), Encoding.UTF8.GetString(marketplaceId)));

    private BudgetSpend SpendOf(PlatformEvent happened) =>
        new(
            new(happened.Account.Number, (BudgetScopeKind)(int)happened.Product!, Number(happened.CampaignId)),
            happened.Time,
            happened.IsInvalidation ? -happened.CostMicros : happened.CostMicros
        );

    private int Number(string id)
    {
        if (!numbers.TryGetValue(id, out var number))
        {
            numbers.Add(id, number = ids.Count);
            ids.Add(id);
        }

        return number;
    }

    private static IEnumerable<string> Texts(IEnumerable<BudgetMessage> messages) =>
        messages.Select(message => $"{message}").Order(StringComparer.Ordinal);

    private static AccountZone Zone(VirtualAccount account) =>
        AccountZone.TryFind(account.TimeZone, out var zone) ? zone : throw new InvalidOperationException(account.TimeZone);
}
