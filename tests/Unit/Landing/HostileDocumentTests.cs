using Millrace.Contracts.Documents;
using Millrace.Landing.Records;

namespace Millrace.Unit.Landing;

/// <summary>Documents that are odd, broken or too much: they cost nothing beside them.</summary>
public sealed class HostileDocumentTests : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 7, 13, 8, 0, 0, DateTimeKind.Utc);
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData("campaignId", null, "campaignId is missing.")]
    [InlineData("campaignId", "null", "campaignId is null or empty.")]
    [InlineData("campaignId", "\"\"", "campaignId is null or empty.")]
    [InlineData("campaignId", "[\"1\"]", "campaignId is not a string.")]
    [InlineData("version", "1.5", "version is not a whole number of 64 bits.")]
    [InlineData("version", "9223372036854775808", "version is not a whole number of 64 bits.")]
    [InlineData("name", "true", "name is not a string.")]
    [InlineData("name", "\"x\",\"name\":\"y\"", "name stands twice.")]
    [InlineData("name", "\"\\ud800\"", "The body holds text that is not Unicode.")]
    [InlineData("x", "{\"y\":[\"\\ud800\"]}", "The body holds text that is not Unicode.")]
    [InlineData("startDateTime", "\"soon\"", "startDateTime is not a time of ISO 8601, such as 2026-11-25T08:00:00Z.")]
    [InlineData("endDateTime", "1785000000", "endDateTime is not a time of ISO 8601, such as 2026-11-25T08:00:00Z.")]
    [InlineData(
        "budget",
        "{\"budgetCap\":{\"monetaryBudget\":{\"amount\":\"much\"}}}",
        "budget.budgetCap.monetaryBudget.amount is not a number."
    )]
    [InlineData(
        "budget",
        "{\"budgetCap\":{\"monetaryBudget\":{\"amount\":1e999}}}",
        "budget.budgetCap.monetaryBudget.amount is not a number."
    )]
    [InlineData("message_type", "\"deleted\"", "message_type is not \"snapshot\".")]
    [InlineData("message_type", "1", "message_type is not \"snapshot\".")]
    public async Task What_cannot_be_read_is_kept_with_its_reason(string field, string? json, string reason)
    {
        var body = DocumentMaker.Campaign("1", 1, (field, json));
        var good = DocumentMaker.Campaign("2", 1);
        (await rig.LandAsync($"[{good},{body},{LandingRig.Record(LandingRig.Id(1))}]", DocumentMaker.Campaign("3", 1))).ShouldBe(
            new(3, 0, 1, Documents: 2)
        );
        (await rig.AskAsync($"SELECT item, reason, body FROM {LandingRig.Quarantine}")).ShouldBe([$"1|{reason}|{body}"]);
        (await rig.AskAsync($"SELECT \"campaignId\" FROM {DocumentMaker.Schema}.campaigns ORDER BY ALL")).ShouldBe(["2", "3"]);
    }

    [Theory]
    [InlineData("version", "\"7\"", "version", "7")]
    [InlineData("campaignId", "17", "campaignId", "17")]
    [InlineData("state", "{\"state\":\"PAUSED\"}", "state", "PAUSED")]
    [InlineData("startDateTime", "\"\"", "startDateTime", "")]
    [InlineData("startDateTime", "\"2026-07-13\"", "startDateTime", "2026-07-13 00:00:00")]
    [InlineData("startDateTime", "\"2026-07-13T08:00:00.123456789Z\"", "startDateTime", "2026-07-13 08:00:00.123456")]
    [InlineData("startDateTime", "\"2026-07-13T08:00:00-07:00\"", "startDateTime", "2026-07-13 15:00:00")]
    [InlineData(
        "budget",
        "{\"budgetCap\":{\"monetaryBudget\":{\"amount\":\"0.5\"}}}",
        "budget_budgetCap_monetaryBudget_amount",
        "0.5"
    )]
    public async Task What_can_mean_one_thing_alone_is_read(string field, string json, string column, string value)
    {
        (await rig.LandAsync(DocumentMaker.Campaign("1", 1, (field, json)))).ShouldBe(new(1, 0, 0, Documents: 1));
        (await rig.AskAsync($"SELECT \"{column}\", unknown_fields FROM {DocumentMaker.Schema}.campaigns")).ShouldBe([
            $"{value}|",
        ]);
    }

    [Fact]
    public async Task What_was_truncated_costs_only_itself()
    {
        const string Gone = $"\"{Documents.Truncated}\"";
        (
            await rig.LandAsync(
                DocumentMaker.Campaign(
                    "1",
                    1,
                    ("budget", Gone),
                    ("tags", Gone),
                    ("name", Gone),
                    ("startDateTime", Gone),
                    ("new", Gone)
                )
            )
        ).ShouldBe(new(1, 0, 0, Documents: 1));
        (
            await rig.AskAsync(
                $"""
                SELECT "budget_budgetCap_monetaryBudget_amount", "tags", "name", "startDateTime", unknown_fields
                FROM {DocumentMaker.Schema}.campaigns
                """
            )
        ).ShouldBe([$"|{Gone}|{Documents.Truncated}||{{\"budget\":{Gone},\"new\":{Gone},\"startDateTime\":{Gone}}}"]);
    }

    [Fact]
    public async Task Unknown_fields_are_kept_by_their_paths()
    {
        await rig.LandAsync(
            DocumentMaker.Campaign(
                "1",
                1,
                ("budget", """{"budgetCap":{"monetaryBudget":{"amount":1,"kind":"X"}},"more":[1]}"""),
                ("x", "{}")
            )
        );
        (await rig.AskAsync($"SELECT unknown_fields FROM {DocumentMaker.Schema}.campaigns")).ShouldBe([
            """{"budget.budgetCap.monetaryBudget.kind":"X","budget.more":[1],"x":{}}""",
        ]);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public async Task Nesting_has_a_bound(int depth, bool isRead)
    {
        var nested = new string('[', depth) + new string(']', depth);
        (await rig.LandAsync(DocumentMaker.Campaign("1", 1, ("x", nested)), DocumentMaker.Campaign("2", 1))).ShouldBe(
            isRead ? new(2, 0, 0, Documents: 2) : new(1, 0, 1, Documents: 1)
        );
        (await rig.ReasonsAsync()).ShouldBe(isRead ? [] : ["The body is not JSON, or it is nested more than 64 deep."]);
    }

    [Fact]
    public async Task The_longest_message_lands_whole_and_once()
    {
        var text = string.Concat(Enumerable.Repeat("é\\\"", Documents.BytesMax / 4));
        var body = DocumentMaker.Campaign("1", 1, ("name", $"\"{text}\""), ("tags", $"{{\"a\":\"{text}\"}}"));
        (await rig.LandAsync(body, body)).ShouldBe(new(1, 1, 0, Documents: 1));
        (await rig.AskAsync($"SELECT length(name), document FROM {DocumentMaker.Schema}.campaigns_current")).ShouldBe([
            $"{text.Length / 3 * 2}|{body}",
        ]);
        (await rig.AskAsync($"SELECT tags FROM {DocumentMaker.Schema}.campaigns")).ShouldBe([$"{{\"a\":\"{text}\"}}"]);
    }

    [Fact]
    public void An_array_of_many_documents_takes_memory_as_it_is_long()
    {
        const int Count = 18_000;
        var array = string.Join(
            ',',
            Enumerable
                .Range(1, Count)
                .Select(version => $"{{\"dataset_id\":\"campaigns\",\"campaignId\":\"1\",\"version\":{version}}}")
        );
        var batch = new RecordBatch();
        var before = GC.GetAllocatedBytesForCurrentThread();
        batch.Read([rig.Message($"[{array}]")], 0, 1);
        batch.Entries.Count.ShouldBe(Count);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Count * 20_000L);
    }

    [Theory]
    [InlineData("\"\\u0000\"", "\0")]
    [InlineData("\"a\\\"'; DROP TABLE \\\\ \\n\"", "a\"'; DROP TABLE \\ \n")]
    [InlineData("{\"x\":\"\\ud83d\\ude00\"}", "{\"x\":\"\\ud83d\\ude00\"}")]
    [InlineData("17", "17")]
    public async Task Own_words_that_come_later_are_taken_whatever_they_are(string json, string actor)
    {
        await rig.LandAsync(DocumentMaker.Campaign("1", 1, ("message_type", "\"snapshot\"")));
        (await rig.LandAsync(DocumentMaker.Campaign("1", 1, ("actor", json)), DocumentMaker.Campaign("2", 1))).ShouldBe(
            new(1, 1, 0, Documents: 1)
        );
        (await rig.AskAsync($"SELECT actor FROM {DocumentMaker.Schema}.campaigns WHERE \"campaignId\" = '1'")).ShouldBe([actor]);
    }

    [Fact]
    public async Task Usage_from_one_end_of_numbers_to_the_other_does_not_break_the_view()
    {
        await rig.LandAsync(
            DocumentMaker.Usage("1", 5, -1e308, Start),
            DocumentMaker.Usage("1", 5, 1e308, Start.AddSeconds(1)),
            DocumentMaker.Usage("2", 5, 50, Start)
        );
        (await rig.AskAsync($"SELECT budget_scope_id FROM {DocumentMaker.Schema}.budget_pacing ORDER BY ALL")).ShouldBe([
            "1",
            "2",
        ]);
        (await rig.AskAsync($"SELECT percent_per_hour, steps FROM {DocumentMaker.Schema}.budget_pacing")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(1e308)]
    [InlineData(-1e308)]
    [InlineData(1e-300)]
    [InlineData(0)]
    public async Task Usage_beyond_all_reason_does_not_break_the_views(double percent)
    {
        (
            await rig.LandAsync(
                DocumentMaker.Usage("1", 5, 50, Start),
                DocumentMaker.Usage("1", 5, percent, Start),
                DocumentMaker.Usage("1", 5, percent, Start.AddSeconds(1)),
                DocumentMaker.Usage("1", 5, 60, new DateTime(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc)),
                DocumentMaker.Usage("1", 5, 10, DateTime.MinValue),
                DocumentMaker.Usage("2", 5, 99, Start),
                DocumentMaker.Usage("2", 5, 99.0000001, Start.AddHours(1))
            )
        ).ShouldBe(new(7, 0, 0, Documents: 7));
        (await rig.AskAsync($"SELECT * FROM {DocumentMaker.Schema}.budget_pacing")).ShouldNotBeEmpty();
        (await rig.AskAsync($"SELECT * FROM {DocumentMaker.Schema}.\"budget-usage_current\"")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("budget", null, "budget is missing.")]
    [InlineData("budget_usage_percentage", "null", "budget_usage_percentage is null or empty.")]
    [InlineData("usage_updated_timestamp", null, "usage_updated_timestamp is missing.")]
    [InlineData("budget_scope_type", null, "budget_scope_type is missing.")]
    public async Task Usage_without_what_is_told_of_it_is_refused(string field, string? json, string reason)
    {
        (await rig.LandAsync(DocumentMaker.Usage("1", 5, 5, Start, (field, json)))).ShouldBe(new(0, 0, 1));
        (await rig.ReasonsAsync()).ShouldBe([reason]);
    }
}
