using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Unit.Contracts.Datasets;

namespace Millrace.Unit.Landing;

/// <summary>All declared datasets land by their declaration.</summary>
public sealed class DatasetLandingTests : IAsyncLifetime
{
    private const string Schema = "\"amazon-marketing-stream\"";
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    /// <summary>Random records, some of them sparse, and each sent up to three times in any order of its fields.</summary>
    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public async Task Whatever_comes_lands_once_and_sums_right(string id)
    {
        var dataset = Declarations.Of(id);
        var random = new Random(7);
        var records = Enumerable
            .Range(1, 150)
            .Select(n => RecordMaker.Make(dataset, random, LandingRig.Id(n), isSparse: n % 2 == 0))
            .ToList();
        var sent = records.SelectMany(record => Enumerable.Repeat(record, random.Next(1, 4))).ToArray();
        random.Shuffle(sent);

        var (stored, duplicates) = (0, 0);
        foreach (var batch in sent.Select(record => Shuffled(record, random)).Chunk(40))
        {
            var outcome = await rig.LandAsync([.. batch]);
            outcome.Quarantined.ShouldBe(0);
            (stored, duplicates) = (stored + outcome.Stored, duplicates + outcome.Duplicates);
        }

        (stored, duplicates).ShouldBe((records.Count, sent.Length - records.Count));
        var metrics = dataset.Fields.Where(field => field.Role == FieldRole.Metric).ToList();
        var sums = string.Join(", ", metrics.Select(field => $"sum(\"{field.Name}\") = {Sum(field, records)}"));
        (await rig.AskAsync($"SELECT count(*), {sums} FROM {Schema}.\"{id}\"")).ShouldBe([
            $"{records.Count}|{string.Join('|', metrics.Select(_ => "True"))}",
        ]);
        var texts = dataset.Fields.Where(field => field.Role != FieldRole.Metric).ToList();
        (
            await rig.AskAsync(
                $"SELECT {string.Join(", ", texts.Select(field => $"\"{field.Name}\""))} FROM {Schema}.\"{id}\" ORDER BY idempotency_id"
            )
        ).ShouldBe(records.Select(record => string.Join('|', texts.Select(field => Text(field, record)))));
    }

    [Fact]
    public async Task Datasets_can_be_joined_before_a_record_of_each_has_come()
    {
        await rig.LandAsync(LandingRig.Record(LandingRig.Id(1)));
        (
            await rig.AskAsync(
                $"""
                SELECT clicks, attributed_sales_7d FROM {Schema}."sp-traffic"
                LEFT JOIN {Schema}."sp-conversion" USING (advertiser_id, marketplace_id, keyword_id, placement, time_window_start)
                """
            )
        ).ShouldBe(["1|"]);
    }

    [Theory]
    [InlineData("sp-traffic", "placement", "placement_type")]
    [InlineData("sp-conversion", "ad_group_id", "adgroup_id")]
    [InlineData("sd-traffic", "view_impressions", "viewable_impressions")]
    [InlineData("sb-traffic", "viewable_impressions", "view_impressions")]
    [InlineData("sb-clickstream", "placement_type", "placement")]
    [InlineData("adsp-traffic", "adgroup_id", "ad_group_id")]
    [InlineData("adsp-clickstream", "off_amazon_add_to_shopping_cart", "off_am_amazon_add_to_shopping_cart")]
    public async Task Either_name_of_a_field_is_read_into_one_column(string id, string name, string other)
    {
        var record = RecordMaker.Make(Declarations.Of(id), new Random(1), LandingRig.Id(1));
        var value = record[name];
        var renamed = new Dictionary<string, string>(record) { [other] = value };
        renamed.Remove(name);
        (await rig.LandAsync(RecordMaker.Json(renamed), RecordMaker.Json(record))).ShouldBe(new(1, 1, 0));

        // Where both stand there, the declared one counts and the other is kept.
        var both = new Dictionary<string, string>(record)
        {
            ["idempotency_id"] = $"\"{LandingRig.Id(2)}\"",
            [other] = "\"else\"",
        };
        (await rig.LandAsync(RecordMaker.Json(both))).ShouldBe(new(1, 0, 0));
        (await rig.AskAsync($"SELECT \"{name}\", unknown_fields FROM {Schema}.\"{id}\" ORDER BY idempotency_id")).ShouldBe([
            $"{value.Trim('"')}|",
            $"{value.Trim('"')}|{{\"{other}\":\"else\"}}",
        ]);
    }

    [Fact]
    public async Task Another_name_counts_where_the_declared_one_is_null()
    {
        (
            await rig.LandAsync(LandingRig.Record(LandingRig.Id(1), ("placement", "null"), ("placement_type", "\"Off Amazon\"")))
        ).ShouldBe(new(1, 0, 0));
        (await rig.AskAsync($"SELECT placement FROM {LandingRig.Table}")).ShouldBe(["Off Amazon"]);
    }

    [Fact]
    public async Task Undocumented_purchases_land_in_columns_of_their_own_and_refuse_no_record()
    {
        var conversion = Declarations.Of("sp-conversion");
        var record = RecordMaker.Make(conversion, new Random(1), LandingRig.Id(1));
        record["purchases_7d"] = "4";
        var odd = RecordMaker.Make(conversion, new Random(1), LandingRig.Id(2));
        odd["purchases_7d"] = "{\"value\":4}";
        var none = RecordMaker.Make(conversion, new Random(1), LandingRig.Id(3));
        none.Remove("purchases_7d");
        (await rig.LandAsync([.. new[] { record, odd, none }.Select(RecordMaker.Json)])).ShouldBe(new(3, 0, 0));

        (
            await rig.AskAsync($"SELECT purchases_7d, unknown_fields FROM {Schema}.\"sp-conversion\" ORDER BY idempotency_id")
        ).ShouldBe(["4|", "|{\"purchases_7d\":{\"value\":4}}", "|"]);
    }

    /// <summary>As little as can be said: what may be absent is, as the documents of DSP show some of it.</summary>
    [Theory]
    [InlineData("adsp-traffic", "\"total_cost\":1.25,\"impressions\":3", "total_cost", "1.25")]
    [InlineData("adsp-conversion", "\"sales\":19.9,\"total_sales\":25", "total_sales", "25")]
    [InlineData("adsp-clickstream", "\"off_amazon_product_sales\":7", "off_amazon_product_sales", "7")]
    [InlineData("adsp-rich-media", "\"video_ad_start\":-1", "video_ad_start", "-1")]
    public async Task A_sparse_record_of_dsp_lands(string id, string metrics, string metric, string value)
    {
        var body =
            $$"""{"dataset_id":"{{id}}","idempotency_id":"{{LandingRig.Id(1)}}","time_window_start":"2026-07-12T13:00:00-03:00","advertiser_id":"580","marketplace_id":"A2Q3Y263D00KWC","campaign_id":"590","advertiser_country":null,{{metrics}}}""";
        (await rig.LandAsync(body, body)).ShouldBe(new(1, 1, 0));
        (await rig.AskAsync($"SELECT \"{metric}\" = {value}, adgroup_id, day, hour FROM {Schema}.\"{id}\"")).ShouldBe([
            "True||2026-07-12|13",
        ]);
    }

    private static string Shuffled(Dictionary<string, string> record, Random random)
    {
        var fields = record.ToArray();
        if (random.Next(2) == 0)
        {
            random.Shuffle(fields);
        }

        return RecordMaker.Json(fields);
    }

    private static string? Value(DatasetField field, Dictionary<string, string> record) =>
        field
            .OtherNames.Append(field.Name)
            .Select(name => record.GetValueOrDefault(name))
            .SingleOrDefault(json => json is not null);

    private static string Sum(DatasetField field, List<Dictionary<string, string>> records) =>
        records
            .Sum(record =>
                Value(field, record) is { } json and not "null" ? decimal.Parse(json, CultureInfo.InvariantCulture) : 0
            )
            .ToString(CultureInfo.InvariantCulture);

    private static string? Text(DatasetField field, Dictionary<string, string> record) =>
        Value(field, record) is { } json ? JsonSerializer.Deserialize<string>(json) : null;
}
