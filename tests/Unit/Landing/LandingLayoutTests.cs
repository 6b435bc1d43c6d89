using System.IO.Compression;
using Millrace.Landing;
using Millrace.Landing.Storing;

namespace Millrace.Unit.Landing;

public sealed class LandingLayoutTests
{
    /// <summary>A file as layout 1 has it, with three records; the last one's id is no UUID.</summary>
    private const string Layout1 = """
        CREATE SCHEMA "amazon-marketing-stream";
        CREATE SCHEMA "millrace";
        CREATE TABLE "amazon-marketing-stream"."sp-traffic" (
            "idempotency_id" VARCHAR, "dataset_id" VARCHAR, "marketplace_id" VARCHAR, "currency" VARCHAR, "advertiser_id" VARCHAR,
            "campaign_id" VARCHAR, "ad_group_id" VARCHAR, "ad_id" VARCHAR, "keyword_id" VARCHAR, "keyword_text" VARCHAR,
            "match_type" VARCHAR, "placement" VARCHAR, "time_window_start" VARCHAR, "clicks" BIGINT, "impressions" BIGINT,
            "cost" DECIMAL(18,6), "day" DATE, "hour" INTEGER, "unknown_fields" VARCHAR, "received_at" TIMESTAMP);
        CREATE TABLE "millrace"."seen" ("id" UUID PRIMARY KEY, "content" BIGINT NOT NULL);
        CREATE TABLE "millrace"."quarantine" (
            "queue" VARCHAR NOT NULL, "message_id" VARCHAR NOT NULL, "item" INTEGER NOT NULL,
            "reason" VARCHAR NOT NULL, "body" VARCHAR NOT NULL, "received_at" TIMESTAMP NOT NULL,
            PRIMARY KEY ("queue", "message_id", "item"));
        CREATE TABLE "millrace"."confirmation" (
            "queue" VARCHAR NOT NULL, "message_id" VARCHAR NOT NULL, "topic_arn" VARCHAR NOT NULL,
            "subscription_arn" VARCHAR NOT NULL, "confirmed_at" TIMESTAMP NOT NULL);
        INSERT INTO "millrace"."seen" VALUES
            ('00000001-0000-3000-8000-000000000000', -4103132296735669689),
            ('00000002-0000-3000-8000-000000000000', -8648669435744039549),
            ('85ef961a-ad8c-8d6f-79ae-1b1e8d77e3d5', -2645614511428801910);
        INSERT INTO "amazon-marketing-stream"."sp-traffic"
        SELECT id, 'sp-traffic', 'ATVPDKIKX0DER', 'USD', 'A0X', '1001', '2001', '3001', '12345678', 'running shoes', 'PHRASE',
            'Detail Page on-Amazon', '2022-02-01T10:00:00-08:00', 1, 10, cost, '2022-02-01', 10, unknown, '2026-01-01 00:00:00'
        FROM (VALUES
            ('00000001-0000-3000-8000-000000000000', 0.45, NULL),
            ('00000002-0000-3000-8000-000000000000', 0.5, '{"a":"b","x":[1,2.50]}'),
            ('not a uuid', 0.45, NULL)) AS record (id, cost, unknown);
        """;

    private static readonly string[] Stored =
    [
        LandingRig.Record(LandingRig.Id(1)),
        LandingRig.Record(LandingRig.Id(2), ("cost", "0.50"), ("x", "[1,2.50]"), ("a", "\"b\"")),
        LandingRig.Record("not a uuid"),
    ];

    [Fact]
    public async Task A_file_of_layout_1_keeps_its_rows_and_knows_its_ids()
    {
        await using var rig = await LandingRig.OpenAsync(layout: Layout1);
        (await rig.AskAsync($"SELECT count(*), sum(cost), max(unknown_fields) FROM {LandingRig.Table}")).ShouldBe([
            "3|1.4|{\"a\":\"b\",\"x\":[1,2.50]}",
        ]);

        (await rig.LandAsync(Stored)).ShouldBe(new(0, 3, 0));
        (await rig.LandAsync([.. Stored, LandingRig.Record(LandingRig.Id(3))])).ShouldBe(new(1, 3, 0));
        await rig.ReopenAsync();
        (await rig.LandAsync([.. Stored, .. Stored, LandingRig.Record(LandingRig.Id(3))])).ShouldBe(new(0, 7, 0));
        (await rig.AskAsync($"SELECT count(*) FROM {LandingRig.Table}")).ShouldBe(["4"]);
    }

    /// <summary>A file as it was when sp-traffic was the only dataset: layout 2, with the two records whose ids are UUIDs.</summary>
    [Fact]
    public async Task A_file_of_one_dataset_is_given_the_other_tables_and_knows_its_ids()
    {
        await using var rig = await LandingRig.OpenAsync(
            layout: Layout1
                + """
                DROP TABLE "millrace"."seen";
                CREATE TABLE "millrace"."ids" ("number" BIGINT NOT NULL, "id" UUID NOT NULL, "content" BIGINT NOT NULL);
                CREATE TABLE "millrace"."layout" ("version" INTEGER NOT NULL, "ids" BIGINT NOT NULL, "form_1_ids" BIGINT NOT NULL);
                INSERT INTO "millrace"."layout" VALUES (2, 2, 0);
                INSERT INTO "millrace"."ids" VALUES
                    (0, '00000001-0000-3000-8000-000000000000', 2966229082958609885),
                    (1, '00000002-0000-3000-8000-000000000000', 4186451874425909186);
                DELETE FROM "amazon-marketing-stream"."sp-traffic" WHERE idempotency_id = 'not a uuid';
                """
        );

        (await rig.LandAsync(Stored)).ShouldBe(new(1, 2, 0));
        (await rig.AskAsync("""SELECT count(*) FROM "amazon-marketing-stream"."adsp-clickstream" """)).ShouldBe(["0"]);
        (await rig.AskAsync($"SELECT count(*), sum(cost) FROM {LandingRig.Table}")).ShouldBe(["3|1.4"]);
    }

    /// <summary>The file was made by the last version that had layout 2, from twenty records and a body that is none.</summary>
    [Fact]
    public async Task A_file_of_layout_2_is_given_the_tables_of_documents_and_loses_nothing()
    {
        await using var rig = await LandingRig.OpenAsync();
        await rig.Store.DisposeAsync();
        await using (var made = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Landing", "landing-layout-2.duckdb.gz")))
        await using (var unpacked = new GZipStream(made, CompressionMode.Decompress))
        await using (var file = File.Create(rig.File))
        {
            await unpacked.CopyToAsync(file, LandingRig.Cancel);
        }

        await rig.ReopenAsync();
        var record = LandingRig.Record(LandingRig.Id(7), ("clicks", "7"));
        var other = LandingRig.Record(LandingRig.Id(7), ("clicks", "8"));
        var campaign = DocumentMaker.Campaign("1001", 1);
        (await rig.LandAsync(record, other, campaign)).ShouldBe(new(1, 1, 1, Documents: 1));
        await rig.ReopenAsync();
        (await rig.LandAsync(record, campaign)).ShouldBe(new(0, 2, 0));
        (await rig.AskAsync($"SELECT count(*), sum(clicks) FROM {LandingRig.Table}")).ShouldBe(["20|210"]);
        (await rig.AskAsync($"SELECT count(*) FROM {LandingRig.Quarantine}")).ShouldBe(["2"]);
        (await rig.AskAsync("""SELECT "campaignId" FROM "amazon-marketing-stream"."campaigns_current" """)).ShouldBe(["1001"]);
        (await rig.AskAsync("""SELECT "version", "ids" FROM "millrace"."layout" """)).ShouldBe(["3|21"]);
    }

    [Fact]
    public async Task A_file_made_before_a_field_was_declared_is_given_its_column_under_the_view()
    {
        await using var rig = await LandingRig.OpenAsync();
        await rig.LandAsync(DocumentMaker.Campaign("1001", 1));
        await rig.Store.DisposeAsync();
        LandingRig.Execute(rig.File, """ALTER TABLE "amazon-marketing-stream"."campaigns" DROP COLUMN "portfolioId" """);

        await rig.ReopenAsync();
        await rig.LandAsync(DocumentMaker.Campaign("1002", 1, ("portfolioId", "\"P\"")));
        (
            await rig.AskAsync(
                """SELECT "campaignId", "portfolioId", name FROM "amazon-marketing-stream"."campaigns_current" ORDER BY ALL"""
            )
        ).ShouldBe(["1001||form 1", "1002|P|form 1"]);
    }

    [Fact]
    public async Task A_contradiction_to_a_record_of_layout_1_is_seen()
    {
        await using var rig = await LandingRig.OpenAsync(layout: Layout1);
        var other = LandingRig.Record(LandingRig.Id(1), ("clicks", "2"));
        (await rig.LandAsync(other, Stored[0], $"[{Stored[1]},{other}]")).ShouldBe(new(0, 2, 2));
        (await rig.AskAsync($"SELECT item, body FROM {LandingRig.Quarantine} ORDER BY item")).ShouldBe([
            $"0|{other}",
            $"1|{other}",
        ]);
    }

    [Fact]
    public async Task A_file_of_a_later_layout_is_refused()
    {
        await using var rig = await LandingRig.OpenAsync();
        await rig.Store.DisposeAsync();
        LandingRig.Execute(rig.File, """UPDATE "millrace"."layout" SET "version" = 4""");

        var fault = await Should.ThrowAsync<LandingException>(() =>
            LandingStore.OpenAsync(rig.File, LandingRig.Clock, LandingRig.Cancel)
        );
        fault.Message.ShouldBe("The file has layout 4 and this version of millrace reads up to 3: open it with a later version.");
    }

    [Fact]
    public async Task What_is_remembered_of_a_record_is_the_same_in_every_version()
    {
        await using var rig = await LandingRig.OpenAsync();
        // What a record does not have does not count: a declaration that gains a metric changes nothing.
        var sparse = LandingRig.Record(LandingRig.Id(4), ("cost", null), ("match_type", null));
        await rig.LandAsync([.. Stored, sparse]);
        (await rig.AskAsync("""SELECT "number", "id"::VARCHAR, "content" FROM "millrace"."ids" ORDER BY "number" """)).ShouldBe([
            "0|00000001-0000-3000-8000-000000000000|2966229082958609885",
            "1|00000002-0000-3000-8000-000000000000|4186451874425909186",
            "2|85ef961a-ad8c-8d6f-79ae-1b1e8d77e3d5|-8439451919227299713",
            "3|00000004-0000-3000-8000-000000000000|8082722634582373205",
        ]);
    }

    [Fact]
    public void A_run_finds_each_of_its_ids_and_hardly_another()
    {
        var random = new Random(1);
        var ids = Enumerable.Range(0, 100_000).Select(_ => Id(random)).ToArray();
        // Ids that are not spread: the same but for a few bits at one end.
        ids =
        [
            .. ids,
            .. Enumerable.Range(0, 10_000).Select(n => (UInt128)n),
            .. Enumerable.Range(1, 10_000).Select(n => (UInt128)n << 108),
        ];
        var run = IdRun.Of(first: 500, ids);

        var found = new List<(int Place, long Number)>();
        for (var place = 0; place < ids.Length; place++)
        {
            run.Find(ids[place], place, found);
        }

        found.ShouldAllBe(hit => hit.Number == hit.Place + 500);
        found.Select(hit => hit.Place).ShouldBe(Enumerable.Range(0, ids.Length));

        found.Clear();
        Enumerable.Range(0, 100_000).ToList().ForEach(place => run.Find(Id(random), place, found));
        found.Count.ShouldBeLessThan(3);
    }

    private static UInt128 Id(Random random) => new((ulong)random.NextInt64(), (ulong)random.NextInt64());
}
