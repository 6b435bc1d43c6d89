using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Json.Schema;
using Millrace.Contracts.Documents;
using Millrace.Engine.Entities;
using Millrace.Server.Schemas;

namespace Millrace.Unit.Engine.Entities;

/// <summary>Random lines about entities of every kind, and what is told of them.</summary>
public sealed class EntityMessagesTests
{
    private static readonly EvaluationOptions Strict = new() { RequireFormatValidation = true };

    private static readonly Dictionary<string, JsonSchema> Schemas = Documents.All.ToDictionary(
        dataset => dataset.Id,
        dataset =>
            JsonSchema.FromText(
                DocumentSchema.Of(dataset, dataset.Version).ToJsonString(),
                new BuildOptions { SchemaRegistry = new SchemaRegistry() },
                new Uri("http://localhost")
            )
    );

    private static readonly Gen<(int Seed, int Shown, int Fullness)> Cases = Gen.Select(
        Gen.Int,
        Gen.Int[0, EntityMaker.Shown.Count - 1],
        Gen.Int[0, 100]
    );

    [Fact]
    public void Another_line_that_says_the_same_changes_nothing() =>
        Cases.Sample(
            made =>
            {
                var maker = new EntityMaker(new Random(made.Seed), made.Fullness);
                var (kind, product) = EntityMaker.Shown[made.Shown];
                var line = maker.Make(kind, product);
                var first = EntityRig.Read(maker.Rewrite(line));
                var form = EntityForm.Next(null, first, 1_780_000_000)!;
                line["last_updated_date_time"] = "2026-12-24T00:00:00Z";
                line["actor"] = "another";
                line.Remove("creation_date_time");
                var again = EntityRig.Read(maker.Rewrite(line));

                again.Document.ShouldBe(first.Document);
                EntityForm.Next(form, again, 1_790_000_000).ShouldBeNull();
                form.Version.ShouldBe(1);
            },
            iter: 600
        );

    [Fact]
    public void Each_change_is_told_once_where_it_shows_with_what_was_there_before()
    {
        var told = new HashSet<string>();
        var gaps = 0;
        Cases.Sample(
            made =>
            {
                var (kind, product) = EntityMaker.Shown[made.Shown];
                var (before, now) = Forms(made, kind, product);
                if (now is null)
                {
                    return;
                }

                now.Version.ShouldBe(2);
                var messages = EntityMessages.OfChange(EntityRig.Account, kind, "7", before, now, "jo \"x\"");
                messages
                    .Select(message => message.Body)
                    .ShouldBe(
                        EntityMessages.OfChange(EntityRig.Account, kind, "7", before, now, null).Select(message => message.Body)
                    );
                messages.Select(message => message.Dataset).ShouldBeUnique();
                foreach (var dataset in Documents.All)
                {
                    var (older, newer) = (Snapshot(dataset, kind, before), Snapshot(dataset, kind, now));
                    (newer is null).ShouldBe(dataset.IsDsp != (product == "DSP") || !dataset.Kinds.Contains(kind));
                    if (newer is null || older is null)
                    {
                        continue;
                    }

                    var diff = MessageDiff.Of(dataset, older, newer);
                    var message = messages.SingleOrDefault(message => message.Dataset == dataset.Id);
                    (message is not null).ShouldBe(diff.Count > 0, dataset.Id);
                    if (message is not null)
                    {
                        Check(dataset, message, diff, older, newer);
                    }

                    lock (told)
                    {
                        gaps += message is null ? 1 : 0;
                        told.Add(dataset.Id);
                    }
                }
            },
            iter: 1500
        );
        told.Count.ShouldBe(Documents.All.Count - 1);
        gaps.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Every_message_is_one_of_its_schema()
    {
        Cases.Sample(
            made =>
            {
                var (kind, product) = EntityMaker.Shown[made.Shown];
                var (before, now) = Forms(made, kind, product);
                foreach (
                    var message in EntityMessages
                        .OfChange(EntityRig.Account, kind, "7", null, before, "a")
                        .Concat(now is null ? [] : EntityMessages.OfChange(EntityRig.Account, kind, "7", before, now, null))
                )
                {
                    Faults(message.Dataset, message.Body).ShouldBeEmpty();
                    Faults(message.Dataset, WithExtras(message)).ShouldBeEmpty();
                }

                foreach (var dataset in Documents.All)
                {
                    if (EntityMessages.OfSnapshot(dataset, EntityRig.Account, kind, "7", before) is { } snapshot)
                    {
                        Faults(dataset.Id, snapshot).ShouldBeEmpty();
                        EntityRig.Parse(snapshot)[Documents.MessageType]!.GetValue<string>().ShouldBe(Documents.Snapshot);
                    }
                }
            },
            iter: 400
        );
    }

    [Fact]
    public void A_first_message_has_all_that_is_shown_as_changed_and_nothing_before()
    {
        var form = EntityRig.Next(
            null,
            EntityRig.Line("campaign", "\"name\":\"x\",\"budget\":{\"amount\":5,\"recurrence\":\"DAILY\"}")
        );
        var message = EntityMessages.OfChange(EntityRig.Account, "campaign", "7", null, form, null).First();
        message.Dataset.ShouldBe("campaigns");
        Encoding
            .UTF8.GetString(message.Body)
            .ShouldBe(
                """{"dataset_id":"campaigns","advertiser_id":"ADV","marketplace_id":"MKT","campaignId":"7","accountId":"4711","adProduct":"SPONSORED_PRODUCTS","version":1,"name":"x","budget":{"budgetCap":{"monetaryBudget":{"amount":5.0,"currencyCode":"USD"},"recurrence":{"recurrenceType":"DAILY"}}},"audit":{"creationDateTime":"2026-05-28T20:26:40Z","lastUpdatedDateTime":"2026-05-28T20:26:40Z"}}"""
            );
        Encoding
            .UTF8.GetString(message.Extras)
            .ShouldBe(
                ""","changed_fields":["accountId","adProduct","name","budget.budgetCap.monetaryBudget.amount","budget.budgetCap.monetaryBudget.currencyCode","budget.budgetCap.recurrence.recurrenceType","audit.creationDateTime"]"""
            );
    }

    [Fact]
    public void A_change_says_who_made_it_and_what_was_before()
    {
        var before = EntityRig.Next(
            null,
            EntityRig.Line("campaign", "\"name\":\"old\",\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]")
        );
        var now = EntityRig.Next(before, EntityRig.Line("campaign", "\"name\":\"new\""));
        var messages = EntityMessages.OfChange(EntityRig.Account, "campaign", "7", before, now, "x");
        messages.Select(message => message.Dataset).ShouldBe(["campaigns", "ads-campaign-management-campaigns"]);
        Encoding
            .UTF8.GetString(messages[0].Extras)
            .ShouldBe(""","actor":"x","changed_fields":["name","tags"],"previous":{"name":"old","tags":{"a":"b"}}""");
        Encoding
            .UTF8.GetString(messages[1].Extras)
            .ShouldBe(
                ""","actor":"x","changed_fields":["name","tags"],"previous":{"name":"old","tags":[{"key":"a","value":"b"}]}"""
            );
    }

    [Fact]
    public void The_older_generation_has_its_own_words()
    {
        var form = EntityRig.Next(
            null,
            EntityRig.Line(
                "campaign",
                """
                "ad_product":"SB","state":"proposed","placement_bid_adjustments":[{"placement":"TOP_OF_SEARCH","percentage":5},{"placement":"HOME"},
                {"placement":"REST_OF_SEARCH"},{"placement":"PRODUCT_PAGE","percentage":0.5}]
                """.ReplaceLineEndings("")
            )
        );
        var messages = EntityMessages
            .OfChange(EntityRig.Account, "campaign", "7", null, form, null)
            .ToDictionary(message => message.Dataset, message => EntityRig.Parse(message.Body));

        var older = messages["campaigns"];
        (older["adProduct"]!.GetValue<string>(), older["state"]!.GetValue<string>()).ShouldBe(("SPONSORED_BRANDS", "OTHER"));
        older["bidSetting"]!["placementBidAdjustment"]!
            .ToJsonString()
            .ShouldBe(
                """[{"placement":"PLACEMENT_TOP","percentage":5.0},{"placement":"HOME"},{"placement":"PLACEMENT_REST_OF_SEARCH"},{"placement":"PLACEMENT_PRODUCT_PAGE","percentage":0.5}]"""
            );
        var newer = messages["ads-campaign-management-campaigns"];
        (newer["ad_product"]!.GetValue<string>(), newer["state"]!.GetValue<string>()).ShouldBe(("SPONSORED_BRANDS", "PROPOSED"));
        newer["optimizations"]!["bid_settings"]!["bid_adjustments"]!["placement_bid_adjustments"]![0]!["placement"]!
            .GetValue<string>()
            .ShouldBe("TOP_OF_SEARCH");
    }

    [Fact]
    public void A_block_of_dsp_passes_as_it_stands_with_what_nobody_knows()
    {
        var form = EntityRig.Next(
            null,
            EntityRig.Line(
                "ad_group_target",
                """
                "campaign_id":"1","ad_group_id":"2","deviceTargets":[{"mobileOS":null,"deviceType":"MOBILE","x":[1.0]}]
                """
            )
        );
        var message = EntityMessages.OfChange(EntityRig.Account, "ad_group_target", "7", null, form, null).Single();
        EntityRig.Parse(message.Body)["deviceTargets"]!
            .ToJsonString()
            .ShouldBe("""[{"deviceType":"MOBILE","mobileOS":null,"x":[1]}]""");
    }

    private static void Check(
        DocumentDeclaration dataset,
        EntityMessage message,
        Dictionary<string, JsonNode?> diff,
        JsonObject older,
        JsonObject newer
    )
    {
        var whole = EntityRig.Parse(WithExtras(message));
        whole["version"]!.GetValue<long>().ShouldBe(2);
        whole["actor"]!.GetValue<string>().ShouldBe("jo \"x\"");
        whole["changed_fields"]!.AsArray().Select(path => (string)path!).ShouldBe(diff.Keys, ignoreOrder: true, dataset.Id);
        JsonNode.DeepEquals(MessageDiff.Bare(whole), MessageDiff.Bare(newer)).ShouldBeTrue(dataset.Id);
        JsonNode
            .DeepEquals(MessageDiff.Undone(whole), MessageDiff.Bare(older))
            .ShouldBeTrue($"{dataset.Id}\n{whole.ToJsonString()}\n{older.ToJsonString()}");
    }

    private static (EntityForm Before, EntityForm? Now) Forms(
        (int Seed, int Shown, int Fullness) made,
        string kind,
        string product
    )
    {
        var random = new Random(made.Seed);
        var maker = new EntityMaker(random, made.Fullness);
        var line = maker.Make(kind, product);
        var before = EntityRig.Next(null, maker.Rewrite(line));
        var other = maker.Make(kind, product);
        var names = line.Concat(other).Select(field => field.Key).Distinct().Where(name => name != "kind").ToArray();
        foreach (var name in random.GetItems(names, random.Next(1, 4)))
        {
            line.Remove(name);
            if (other[name] is { } value)
            {
                line[name] = value.DeepClone();
            }
        }

        // A part of an entity may not be told alone.
        var (upsert, refusal) = EntityRig.Judge(maker.Rewrite(line));
        return (before, refusal is null ? EntityForm.Next(before, upsert!, 1_780_000_100) : null);
    }

    private static JsonObject? Snapshot(DocumentDeclaration dataset, string kind, EntityForm form) =>
        EntityMessages.OfSnapshot(dataset, EntityRig.Account, kind, "7", form) is { } message ? EntityRig.Parse(message) : null;

    private static byte[] WithExtras(EntityMessage message) => [.. message.Body[..^1], .. message.Extras, (byte)'}'];

    private static string[] Faults(string dataset, byte[] message)
    {
        using var json = JsonDocument.Parse(message);
        return Schemas[dataset].Evaluate(json.RootElement, Strict).IsValid ? [] : [Encoding.UTF8.GetString(message)];
    }
}
