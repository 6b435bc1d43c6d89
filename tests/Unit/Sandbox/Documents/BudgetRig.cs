using System.Text.Json.Nodes;
using Millrace.Sandbox.Platform;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>Books with one account of Berlin, one campaign and one portfolio, and a clock.</summary>
internal sealed class BudgetRig
{
    private static readonly VirtualPlatform Platform = new(2, new() { Accounts = 3 });

    public BudgetRig() => Campaign = Target.CampaignId;

    public static VirtualAccount Account { get; } = Platform.Accounts.Single(account => account.Marketplace.Country == "DE");

    public DocumentBooks Books { get; } = new();

    public string Campaign { get; }

    /// <summary>In Berlin.</summary>
    public DateTimeOffset Clock { get; set; } = At("2026-07-20 12:00");

    private static VirtualTarget Target => Account.Spaces[0].Targets[0];

    /// <summary>All messages so far: scope, percent, budget, time in Berlin.</summary>
    public IEnumerable<string> Told =>
        Books
            .BudgetMessages(Account)
            .Select(told =>
                FormattableString.Invariant(
                    $"{(told.IsPortfolio ? told.ScopeId : "campaign")} {told.Percentage} of {told.BudgetMicros / 1e6} at {DateTimeOffset.FromUnixTimeSeconds(told.Time).ToOffset(TimeSpan.FromHours(2)):dd HH:mm:ss}"
                )
            );

    public static DateTimeOffset At(string local) => DateTimeOffset.ParseExact($"{local} +02:00", "yyyy-MM-dd HH:mm zzz", null);

    public void Budget(decimal? amount, string recurrence = "DAILY", string? portfolio = null, params JsonObject[] rules) =>
        Tell("campaign", Campaign, amount, recurrence, portfolio is null ? [] : [("portfolio_id", portfolio)], rules);

    public void Portfolio(string id, decimal? amount, string recurrence = "DAILY") =>
        Tell("portfolio", id, amount, recurrence, [], []);

    public void Tell(
        string kind,
        string id,
        decimal? amount,
        string recurrence,
        IEnumerable<(string Name, JsonNode Value)> fields,
        JsonObject[] rules
    )
    {
        var line = new JsonObject { ["kind"] = kind, ["id"] = id };
        foreach (var (name, value) in fields)
        {
            line[name] = value;
        }

        if (amount is { } money)
        {
            line["budget"] = new JsonObject { ["amount"] = money, ["recurrence"] = recurrence };
        }

        if (rules.Length > 0)
        {
            line["budget_rules"] = new JsonArray([.. rules]);
        }

        Line(line);
    }

    public void Line(JsonObject line) =>
        Books.Add([new PlatformEntity(Account, $"{line["kind"]}", $"{line["id"]}", line.ToJsonString(), 0)], Clock);

    /// <summary>One body: clicks by their times and costs in cents; below 0 they are taken back.</summary>
    public void Spend(params (DateTimeOffset Time, int Cents)[] clicks) => Books.Add([.. clicks.Select(Click)], Clock);

    /// <summary>One click at the clock's time.</summary>
    public void Spend(int cents) => Spend((Clock, cents));

    public static PlatformEvent Click((DateTimeOffset Time, int Cents) click) =>
        new(Account, Target, Target.Ads[0], Account.Spaces[0].Places[0])
        {
            Kind = PlatformEventKind.Click,
            Time = click.Time.ToUnixTimeSeconds(),
            ArrivesAt = click.Time.ToUnixTimeSeconds(),
            Count = 1,
            IsInvalidation = click.Cents < 0,
            CostMicros = Math.Abs(click.Cents) * 10_000L,
        };
}
