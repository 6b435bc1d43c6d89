using Millrace.Landing.Querying;

namespace Millrace.Unit.Landing;

public sealed class LandingStoreTests : IAsyncLifetime
{
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task The_sample_query_of_the_overview_runs_as_it_stands()
    {
        await rig.LandAsync(
            LandingRig.Record(LandingRig.Id(1)),
            LandingRig.Record(LandingRig.Id(2), ("impressions", "-3"), ("clicks", "0"), ("cost", "0.0")),
            LandingRig.Record(LandingRig.Id(3), ("keyword_id", "\"999\""))
        );

        var result = await rig.Store.QueryAsync(
            """
            SELECT * 
            FROM "amazon-marketing-stream"."sp-traffic" 
            WHERE keyword_id = '12345678'and time_window_start = '2022-02-01T10:00:00-08:00' 
            ORDER BY day, hour DESC;
            """,
            LandingRig.Cancel
        );

        result.Rows.Count.ShouldBe(2);
        result
            .Columns.Select(column => $"{column.Name} {column.Type}")
            .ShouldBe([
                "idempotency_id VARCHAR",
                "dataset_id VARCHAR",
                "marketplace_id VARCHAR",
                "currency VARCHAR",
                "advertiser_id VARCHAR",
                "campaign_id VARCHAR",
                "ad_group_id VARCHAR",
                "ad_id VARCHAR",
                "keyword_id VARCHAR",
                "keyword_text VARCHAR",
                "match_type VARCHAR",
                "placement VARCHAR",
                "time_window_start VARCHAR",
                "clicks BIGINT",
                "impressions BIGINT",
                "cost DECIMAL",
                "day DATE",
                "hour INTEGER",
                "unknown_fields VARCHAR",
                "received_at TIMESTAMP",
            ]);
    }

    [Fact]
    public async Task A_redelivered_record_is_one_row_also_after_the_file_was_opened_again()
    {
        var record = LandingRig.Record(LandingRig.Id(1));
        (await rig.LandAsync(record, record)).ShouldBe(new(1, 1, 0));
        (await rig.LandAsync(record)).ShouldBe(new(0, 1, 0));
        await rig.ReopenAsync();
        (await rig.LandAsync(record, LandingRig.Record(LandingRig.Id(2)))).ShouldBe(new(1, 1, 0));

        (await rig.AskAsync($"SELECT count(*) FROM {LandingRig.Table}")).ShouldBe(["2"]);
        (await rig.ReasonsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_order_of_keys_makes_no_other_record()
    {
        var record = LandingRig.Record(LandingRig.Id(1), ("x", "1"), ("y", "2"));
        var turned = "{" + string.Join(',', record.Trim('{', '}').Split(',').Reverse()) + "}";
        (await rig.LandAsync(record)).ShouldBe(new(1, 0, 0));
        (await rig.LandAsync(turned)).ShouldBe(new(0, 1, 0));
    }

    [Fact]
    public async Task The_same_id_with_other_figures_is_kept_as_a_contradiction()
    {
        var other = LandingRig.Record(LandingRig.Id(1), ("clicks", "2"));
        (await rig.LandAsync(LandingRig.Record(LandingRig.Id(1)))).ShouldBe(new(1, 0, 0));
        (await rig.LandAsync(other)).ShouldBe(new(0, 0, 1));
        (await rig.LandAsync(LandingRig.Record(LandingRig.Id(2)), LandingRig.Record(LandingRig.Id(2), ("x", "1")))).ShouldBe(
            new(1, 0, 1)
        );

        (await rig.ReasonsAsync()).ShouldAllBe(reason => reason.StartsWith("Contradiction"));
        (await rig.AskAsync($"SELECT body FROM {LandingRig.Quarantine}")).ShouldContain(other);
        (await rig.AskAsync($"SELECT sum(clicks) FROM {LandingRig.Table}")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task When_both_of_a_contradiction_come_again_the_stored_one_is_the_measure()
    {
        var stored = LandingRig.Record(LandingRig.Id(1));
        var other = LandingRig.Record(LandingRig.Id(1), ("clicks", "2"));
        (await rig.LandAsync(stored, other)).ShouldBe(new(1, 0, 1));
        (await rig.LandAsync(other, stored)).ShouldBe(new(0, 1, 1));
        (await rig.AskAsync($"SELECT DISTINCT body FROM {LandingRig.Quarantine}")).ShouldBe([other]);
    }

    [Fact]
    public async Task Unknown_fields_are_kept()
    {
        await rig.LandAsync(
            LandingRig.Record(LandingRig.Id(1), ("purchases_7d", "4"), ("extra", "{\"a\":[1,null]}")),
            LandingRig.Record(LandingRig.Id(2))
        );

        (await rig.AskAsync($"SELECT unknown_fields FROM {LandingRig.Table} ORDER BY idempotency_id")).ShouldBe([
            "{\"extra\":{\"a\":[1,null]},\"purchases_7d\":4}",
            "",
        ]);
    }

    [Theory]
    [InlineData("{\"dataset_id\":", "The body is not JSON, or it is nested more than 64 deep.")]
    [InlineData("7", "The body is JSON but neither an object nor an array.")]
    [InlineData("[]", "The array is empty.")]
    [InlineData("{\"idempotency_id\":\"x\"}", "dataset_id is missing.")]
    [InlineData(
        "{\"dataset_id\":\"sp-nothing\"}",
        "The dataset is unknown: dataset_id is not one of sp-traffic, sp-conversion, sd-traffic, sd-conversion, sb-traffic, sb-conversion, sb-clickstream, sb-rich-media, adsp-traffic, adsp-conversion, adsp-clickstream, adsp-rich-media, budget-usage, campaigns, adgroups, ads, targets, ads-campaign-management-campaigns, ads-campaign-management-adgroups, ads-campaign-management-ads, ads-campaign-management-targets, adsp-campaigns, adsp-campaign-flights, adsp-adgroups, adsp-adgroup-targets."
    )]
    [InlineData("{\"Type\":\"Notification\"}", "The Notification has no Message.")]
    [InlineData("{\"dataset_id\":\"sp-traffic\",\"placement\":\"\\ud800\"}", "The body holds text that is not Unicode.")]
    public async Task A_body_that_cannot_be_read_is_kept_with_its_reason(string body, string reason)
    {
        (await rig.LandAsync(body, LandingRig.Record(LandingRig.Id(1)))).ShouldBe(new(1, 0, 1));
        (await rig.AskAsync($"SELECT queue, message_id, reason, body FROM {LandingRig.Quarantine}")).ShouldBe([
            $"{LandingRig.Queue}|message-1|{reason}|{body}",
        ]);
    }

    [Theory]
    [InlineData("campaign_id", null, "campaign_id is missing.")]
    [InlineData("idempotency_id", "\"\"", "idempotency_id is empty.")]
    [InlineData("ad_id", "null", "ad_id is null.")]
    [InlineData("ad_id", "3001", "ad_id is not a string.")]
    [InlineData("clicks", "\"1\"", "clicks is not a whole number of 64 bits.")]
    [InlineData("impressions", "1.5", "impressions is not a whole number of 64 bits.")]
    [InlineData("cost", "\"0.1\"", "cost is not an amount of money.")]
    [InlineData("cost", "0.0000005", "cost is finer than a millionth.")]
    [InlineData("cost", "1e12", "cost has more than twelve digits before the point.")]
    [InlineData(
        "time_window_start",
        "\"2022-02-01 10\"",
        "time_window_start is not a time with an offset, such as 2022-02-01T10:00:00-08:00."
    )]
    public async Task A_record_with_a_field_that_cannot_be_taken_is_kept_with_its_reason(
        string field,
        string? json,
        string reason
    )
    {
        (await rig.LandAsync(LandingRig.Record(LandingRig.Id(1), (field, json)))).ShouldBe(new(0, 0, 1));
        (await rig.ReasonsAsync()).ShouldBe([reason]);
    }

    [Fact]
    public async Task A_body_that_is_not_Unicode_costs_no_other()
    {
        var body = LandingRig.Record(LandingRig.Id(2), ("placement", "\"\ud800\""));
        (await rig.LandAsync(body, LandingRig.Record(LandingRig.Id(1)))).ShouldBe(new(1, 0, 1));
        (await rig.ReasonsAsync()).ShouldBe(["The body holds text that is not Unicode."]);
    }

    [Fact]
    public async Task A_message_that_comes_again_is_in_the_quarantine_once()
    {
        var message = rig.Message("?");
        await rig.Store.StoreAsync([message], LandingRig.Cancel);
        await rig.Store.StoreAsync([message], LandingRig.Cancel);
        (await rig.ReasonsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Attributes_may_be_absent()
    {
        var record = LandingRig.Record(LandingRig.Id(1), ("keyword_text", null), ("match_type", "null"));
        (await rig.LandAsync(record)).ShouldBe(new(1, 0, 0));
        (await rig.AskAsync($"SELECT keyword_text, match_type FROM {LandingRig.Table}")).ShouldBe(["|"]);
    }

    [Fact]
    public async Task A_metric_that_is_absent_or_null_is_0()
    {
        var record = LandingRig.Record(LandingRig.Id(1), ("cost", null), ("clicks", "null"));
        (await rig.LandAsync(record, LandingRig.Record(LandingRig.Id(1), ("cost", "null"), ("clicks", null)))).ShouldBe(
            new(1, 1, 0)
        );
        (await rig.AskAsync($"SELECT cost = 0, clicks, impressions, unknown_fields FROM {LandingRig.Table}")).ShouldBe([
            "True|0|10|",
        ]);
    }

    [Fact]
    public async Task Envelopes_and_arrays_are_opened()
    {
        var first = LandingRig.Record(LandingRig.Id(1));
        var second = LandingRig.Record(LandingRig.Id(2));
        var envelope = $$"""{"Type":"Notification","Message":{{System.Text.Json.JsonSerializer.Serialize(first)}}}""";
        (await rig.LandAsync(envelope, $"[{first},{second},3]")).ShouldBe(new(2, 1, 1));
        (await rig.AskAsync($"SELECT item, body, reason FROM {LandingRig.Quarantine}")).ShouldBe([
            "2|3|The record is not a JSON object.",
        ]);
    }

    [Fact]
    public async Task A_hundred_thousand_tenths_and_their_corrections_sum_exactly()
    {
        const int Count = 100_000;
        var bodies = Enumerable.Range(1, Count).Select(n => LandingRig.Record(LandingRig.Id(n), ("cost", "0.1")));
        var corrections = Enumerable
            .Range(Count + 1, 1_000)
            .Select(n =>
                LandingRig.Record(LandingRig.Id(n), ("cost", "-0.30000000000000004"), ("clicks", "-1"), ("impressions", "-3"))
            );
        (await rig.LandAsync([.. bodies, .. corrections])).ShouldBe(new(Count + 1_000, 0, 0));

        (
            await rig.AskAsync(
                $"SELECT sum(cost) = 9700, sum(cost)::VARCHAR, sum(clicks), sum(impressions) FROM {LandingRig.Table}"
            )
        ).ShouldBe(["True|9700.000000|99000|997000"]);
    }

    [Theory]
    [InlineData("2026-07-12T00:00:00+05:30", "2026-07-12|0")]
    [InlineData("2026-07-12T23:00:00+05:30", "2026-07-12|23")]
    [InlineData("2026-07-11T16:00:00-08:00", "2026-07-11|16")]
    [InlineData("2026-07-12T00:00:00Z", "2026-07-12|0")]
    public async Task Day_and_hour_are_the_accounts_own(string window, string dayAndHour)
    {
        await rig.LandAsync(LandingRig.Record(LandingRig.Id(1), ("time_window_start", $"\"{window}\"")));
        (await rig.AskAsync($"SELECT day, hour FROM {LandingRig.Table}")).ShouldBe([dayAndHour]);
        (await rig.AskAsync($"SELECT time_window_start FROM {LandingRig.Table}")).ShouldBe([window]);
    }

    [Fact]
    public async Task An_id_that_is_no_uuid_is_told_apart_too()
    {
        (await rig.LandAsync(LandingRig.Record("a"), LandingRig.Record("b"), LandingRig.Record("a"))).ShouldBe(new(2, 1, 0));
    }

    [Fact]
    public async Task A_file_of_an_older_declaration_is_given_the_missing_columns()
    {
        await rig.Store.DisposeAsync();
        LandingRig.Execute(rig.File, $"ALTER TABLE {LandingRig.Table} DROP COLUMN keyword_text");
        await rig.ReopenAsync();
        (await rig.LandAsync(LandingRig.Record(LandingRig.Id(1)))).ShouldBe(new(1, 0, 0));
        (await rig.AskAsync($"SELECT keyword_text, placement, hour FROM {LandingRig.Table}")).ShouldBe([
            "running shoes|Detail Page on-Amazon|10",
        ]);
    }

    [Fact]
    public async Task The_function_that_rows_are_inserted_from_has_none_for_queries()
    {
        await rig.LandAsync(LandingRig.Record(LandingRig.Id(1)));
        var fault = await Should.ThrowAsync<QueryException>(() => rig.AskAsync("SELECT * FROM millrace_rows(1)"));
        fault.Message.ShouldContain("millrace_rows is the landing's own; it has no rows for others.");
    }

    [Fact]
    public async Task Texts_of_every_length_come_back_as_they_came()
    {
        var texts = Enumerable.Range(0, 40).Select(length => new string('é', length)).ToList();
        await rig.LandAsync([
            .. texts.Select((text, n) => LandingRig.Record(LandingRig.Id(n), ("keyword_text", $"\"{text}\""))),
            LandingRig.Record(LandingRig.Id(100), ("keyword_text", "\"a \\\"quoted\\\" \\u00fc\\n\"")),
            LandingRig.Record(LandingRig.Id(101), ("keyword_text", $"\"{new string('x', 3_000_000)}\"")),
        ]);

        (await rig.AskAsync($"SELECT keyword_text FROM {LandingRig.Table} ORDER BY idempotency_id LIMIT 41")).ShouldBe([
            .. texts,
            "a \"quoted\" ü\n",
        ]);
        (await rig.AskAsync($"SELECT max(strlen(keyword_text)) FROM {LandingRig.Table}")).ShouldBe(["3000000"]);
    }
}
