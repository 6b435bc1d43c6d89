using System.Text.RegularExpressions;
using Millrace.Unit.House;

namespace Millrace.Unit.Landing;

/// <summary>The questions of docs/recipes.md run as they stand there.</summary>
public sealed partial class DocumentRecipesTests : IAsyncLifetime
{
    private static readonly DateTime Eight = new(2026, 7, 13, 8, 0, 0, DateTimeKind.Utc);

    private static readonly List<string> Questions =
    [
        .. Sql()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "recipes.md")))
            .Select(match => match.Groups[1].Value),
    ];

    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Which_budgets_will_be_used_up_first()
    {
        await rig.LandAsync(
            DocumentMaker.Usage("slow", 20, 10, Eight),
            DocumentMaker.Usage("slow", 20, 15, Eight.AddHours(1)),
            DocumentMaker.Usage("fast", 20, 90, Eight),
            DocumentMaker.Usage("fast", 20, 5, Eight.AddHours(1)),
            DocumentMaker.Usage("fast", 20, 55, Eight.AddHours(2)),
            DocumentMaker.Usage("new", 20, 5, Eight)
        );
        (await rig.AskAsync(Questions[0])).ShouldBe([
            "CAMPAIGN|fast|20|55|2026-07-13 10:00:00|2026-07-13 10:54:00",
            "CAMPAIGN|slow|20|15||2026-07-14 02:00:00",
            "CAMPAIGN|new|20|5||",
        ]);
    }

    [Fact]
    public async Task What_changed_by_whom_and_what_was_there_before()
    {
        await rig.LandAsync(
            DocumentMaker.Campaign("1", 1, ("changed_fields", "[\"name\"]")),
            DocumentMaker.Campaign(
                "1",
                2,
                ("audit", """{"lastUpdatedDateTime":"2026-07-13T08:00:00Z"}"""),
                ("actor", "\"jane\""),
                ("changed_fields", """["name","budget.budgetCap.monetaryBudget.amount","tags"]"""),
                ("previous", """{"name":"form 1","budget.budgetCap.monetaryBudget.amount":15.0,"tags":{"team":"a"}}""")
            )
        );
        (await rig.AskAsync(Questions[1])).ShouldBe([
            "2026-07-13 08:00:00|jane|1|budget.budgetCap.monetaryBudget.amount|15.0|20.5",
            "2026-07-13 08:00:00|jane|1|name|form 1|form 2",
            """2026-07-13 08:00:00|jane|1|tags|{"team":"a"}|""",
        ]);
    }

    [Fact]
    public async Task What_campaigns_spent_by_the_names_that_they_have_now()
    {
        await rig.LandAsync(
            LandingRig.Record(LandingRig.Id(1)),
            LandingRig.Record(LandingRig.Id(2)),
            LandingRig.Record(LandingRig.Id(3), ("campaign_id", "\"1002\"")),
            LandingRig.Record(LandingRig.Id(4), ("advertiser_id", "\"B\"")),
            DocumentMaker.Campaign("1001", 2, ("state", "\"PAUSED\"")),
            DocumentMaker.Campaign("1001", 1)
        );
        (await rig.AskAsync(Questions[2])).ShouldBe(["form 2|PAUSED|2022-02-01|2|0.9"]);
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sql();
}
