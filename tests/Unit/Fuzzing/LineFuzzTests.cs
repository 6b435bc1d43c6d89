using System.Text;
using System.Text.Json;
using Millrace.Engine.Ingestion;
using Millrace.Unit.Engine.Entities;

namespace Millrace.Unit.Fuzzing;

/// <summary>Lines of entities, products and shoppers: taken or refused, and what System.Text.Json does not take is not taken.</summary>
public sealed class LineFuzzTests
{
    private const string Named = "\"advertiser_id\":\"ADV\",\"marketplace_id\":\"MKT\"";

    private static readonly byte[][] Words =
    [
        .. FuzzRun.Json,
        .. FuzzRun.Words(
            "\"id\":",
            "\"kind\":",
            "\"deleted\":true",
            "\"ADV\"",
            "\"campaign\"",
            "9007199254740993",
            "1E-7",
            "\u2028",
            "\"budget\":{"
        ),
    ];

    private readonly EntityRig accounts = new();

    [Fact]
    public void A_line_of_an_entity_is_taken_or_refused() => Play("entity lines", Entities(), null);

    [Fact]
    public void A_line_of_a_product_is_taken_or_refused() =>
        Play(
            "product lines",
            FuzzRun.Words(
                $$"""{{{Named}},"sku":"S1","product_id":"P1","brand":"B"}""",
                $$"""{{{Named}},"sku":"S1","deleted":true}"""
            ),
            EntityBatch.ProductKind
        );

    [Fact]
    public void A_line_of_a_shopper_is_taken_or_refused() =>
        FuzzRun.Play(
            "shopper lines",
            FuzzRun.Words($$"""{{{Named}},"shopper_id":"s"}"""),
            Words,
            body =>
            {
                var line = Lines.First(body).ToArray();
                var batch = new ShopperBatch(accounts, EntityRig.Options);
                batch.Add(line);
                return Judge(line, batch, batch.Shoppers.Count, () => $"{batch.Shoppers[0]}");
            }
        );

    private void Play(string name, byte[][] seeds, string? kind) =>
        FuzzRun.Play(
            name,
            seeds,
            Words,
            body =>
            {
                var line = Lines.First(body).ToArray();
                var batch = new EntityBatch(accounts, EntityRig.Options, kind);
                batch.Add(line);
                return Judge(line, batch, batch.Upserts.Count, () => Written(batch.Upserts[0]));
            }
        );

    /// <summary>What is kept of an entity is JSON, and names what the line named.</summary>
    private static string Written(EntityUpsert upsert)
    {
        using var document = JsonDocument.Parse(upsert.Document);
        document.RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        return $"{upsert.Kind} {upsert.Id} {Encoding.UTF8.GetString(upsert.Document)}";
    }

    private static FuzzAnswer Judge(byte[] line, AccountLines batch, int taken, Func<string> what)
    {
        (taken + batch.Refused.Count).ShouldBeInRange(0, 1);
        if (taken == 1)
        {
            using var document = JsonDocument.Parse(line);
            return FuzzAnswer.Read(what());
        }

        return FuzzAnswer.Refused(batch.Refused.SingleOrDefault()?.Reason ?? "empty");
    }

    private static byte[][] Entities()
    {
        var maker = new EntityMaker(new Random(1));
        return
        [
            .. EntityMaker.Shown.Select(shown => Encoding.UTF8.GetBytes(maker.Make(shown.Kind, shown.AdProduct).ToJsonString())),
            .. FuzzRun.Words(EntityRig.Line("campaign", "\"deleted\":true")),
        ];
    }
}
