using System.Text;
using System.Text.Json;
using Json.Schema;
using Millrace.Unit.Engine.Ingestion.Parsing;

namespace Millrace.Unit.Server;

/// <summary>The schema of an event's line as it is served, against the oracle of the parser.</summary>
public sealed class EventSchemaTests : IAsyncLifetime
{
    private static readonly EvaluationOptions Strict = new() { RequireFormatValidation = true };
    private ServerRig rig = null!;
    private JsonSchema schema = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        schema = JsonSchema.FromText(
            await rig.Http.GetStringAsync("/schemas/ingest/events", ServerRig.Cancel),
            new BuildOptions { SchemaRegistry = new SchemaRegistry() },
            new Uri(ServerRig.PublicUrl)
        );
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public void Every_good_line_validates()
    {
        foreach (var seed in Enumerable.Range(0, 8))
        {
            var maker = new LineMaker(new Random(seed));
            foreach (var subject in EventTables.Subjects.Append("return"))
            {
                foreach (var product in EventTables.OfAd.GetValueOrDefault(subject, EventTables.AdProducts))
                {
                    Judge(maker.Write(maker.Fields(subject, product, isBack: false))).ShouldBe((true, true));
                    if (subject != "return")
                    {
                        Judge(maker.Write(maker.Fields(subject, product, isBack: true))).ShouldBe((true, true));
                    }
                }
            }
        }
    }

    [Fact]
    public void Fields_that_do_not_belong_together_do_not_validate()
    {
        var (good, bad) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var (maker, mutator) = (new LineMaker(random), new LineMutator(random));
            for (var number = 0; number < 100; number++)
            {
                var fields = maker.Fields();
                for (var times = random.Next(1, 3); times > 0; times--)
                {
                    mutator.Regroup(fields, maker);
                }

                var line = maker.Write(fields);
                var oracle = EventOracle.Read(line);

                // That one time lies before another is more than a schema can say.
                if (oracle.Refusals is not [var only] || !only.StartsWith("conversion_time must not", StringComparison.Ordinal))
                {
                    Judge(line).ShouldBe((oracle.IsGood, oracle.IsGood), Encoding.UTF8.GetString(line));
                    (good, bad) = oracle.IsGood ? (good + 1, bad) : (good, bad + 1);
                }
            }
        }

        good.ShouldBeGreaterThan(1000);
        bad.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("time", "\"2026-07-12T13:05:09\"")]
    [InlineData("time", "\"2026-13-12T13:05:09Z\"")]
    [InlineData("conversion_time", "\"2026-07-12\"")]
    [InlineData("type", "\"sale\"")]
    [InlineData("type", "1")]
    [InlineData("ad_product", "\"sp\"")]
    [InlineData("conversion_type", "\"click\"")]
    [InlineData("attribution", "\"none\"")]
    [InlineData("product_match", "\"\"")]
    [InlineData("shopper_status", "\"new\"")]
    [InlineData("units", "-1")]
    [InlineData("units", "1.5")]
    [InlineData("units", "1000000001")]
    [InlineData("sales", "-0.01")]
    [InlineData("sales", "\"1\"")]
    [InlineData("sales", "1000000000.000001")]
    [InlineData("event_id", "\"\"")]
    [InlineData("campaign_id", "7")]
    [InlineData("keyword_text", "\"\"")]
    [InlineData("deal_id", "null")]
    [InlineData("currency", "\"\"")]
    public void A_value_that_no_event_may_have_does_not_validate(string name, string value)
    {
        var maker = new LineMaker(new Random(1));
        var fields = maker.Fields("attributed_conversion", "DSP", isBack: false);
        fields.RemoveAll(field => field.Name == name);
        fields.Add((name, value));

        Judge(maker.Write(fields)).ShouldBe((false, false));
    }

    [Fact]
    public void A_text_that_is_too_long_does_not_validate()
    {
        var maker = new LineMaker(new Random(1));
        foreach (var name in EventTables.Texts)
        {
            var bytesMax = name == "keyword_text" ? 512 : 64;
            var fields = maker.Fields("attributed_conversion", "DSP", isBack: true);
            fields.RemoveAll(field => field.Name == name);
            fields.Add((name, $"\"{new string('x', bytesMax + 1)}\""));
            Judge(maker.Write(fields)).ShouldBe((false, false), name);
        }
    }

    /// <summary>Whether the schema and the oracle take the line.</summary>
    private (bool BySchema, bool ByOracle) Judge(byte[] line)
    {
        using var json = JsonDocument.Parse(line);
        return (schema.Evaluate(json.RootElement, Strict).IsValid, EventOracle.Read(line).IsGood);
    }
}
