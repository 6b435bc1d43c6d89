using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;
using Millrace.Sandbox.Platform;
using Millrace.Sandbox.Platform.Accounting;

namespace Millrace.Unit.Sandbox.Documents;

/// <summary>The versions in the platform's books equal a recount that reads all lines again.</summary>
public sealed class EntityBooksTests
{
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Aside = ["kind", "advertiser_id", "marketplace_id", "id", "actor", "last_updated_date_time"];

    [Fact]
    public void Versions_equal_a_naive_recount_of_all_lines()
    {
        var platform = new VirtualPlatform(11, new() { Start = Start });
        var lines = platform.Entities.Concat(platform.ChangesBetween(Start, Start.AddDays(8))).ToList();
        var books = new DocumentBooks();
        foreach (var piece in lines.Chunk(777))
        {
            books.Add(piece, Start);
        }

        var histories = lines
            .GroupBy(told => (told.Account, told.Kind, told.Id))
            .ToDictionary(told => told.Key, told => Forms(told));
        var (unchanged, gaps) = (0, 0);
        foreach (var dataset in EntityDatasets.All)
        {
            var told = books.EntityVersions(dataset.Dataset).ToDictionary(one => (one.Account, one.Kind, one.Id));
            var meant = histories.Where(history => IsShown(dataset, history.Key.Kind, history.Value[0])).ToList();
            told.Count.ShouldBe(meant.Count, dataset.Dataset);
            foreach (var (key, forms) in meant)
            {
                var seen = forms.Select(form => Shown(dataset, form)).ToList();
                var versions = Enumerable
                    .Range(1, seen.Count)
                    .Where(version => version == 1 || seen[version - 1] != seen[version - 2]);
                (told[key].Told, told[key].Version).ShouldBe((versions.Count(), versions.Last()), $"{dataset.Dataset} {key}");
                Canonical(
                        new JsonObject(
                            told[key]
                                .Document.Select(field =>
                                    KeyValuePair.Create(field.Key, (JsonNode?)JsonNode.Parse(field.Value.GetRawText()))
                                )
                        )
                    )
                    .ShouldBe(Canonical(forms[^1]));
                unchanged +=
                    lines.Count == 0 ? 0
                    : versions.Count() < seen.Count ? 1
                    : 0;
                gaps += versions.Last() > versions.Count() ? 1 : 0;
            }

            var totals = books.EntityTotals(dataset.Dataset);
            totals.Sum(account => account.Values[0]).ShouldBe(told.Values.Sum(one => (long)one.Told));
            totals.Count.ShouldBe(8);
        }

        gaps.ShouldBeGreaterThan(50, "fields change that a dataset does not show");
        histories.Values.Sum(forms => forms.Count).ShouldBeLessThan(lines.Count - 500, "some lines change nothing");
        unchanged.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Order_of_fields_spelling_of_numbers_actor_and_time_are_no_change_and_all_else_is()
    {
        var account = new VirtualPlatform(1, new() { Accounts = 1 }).Accounts[0];
        var books = new DocumentBooks();
        Tell("""{"id":"1","name":"a","budget":{"amount":1.5,"recurrence":"DAILY"},"actor":"x"}""");
        Tell(
            """{"budget":{"recurrence":"DAILY","amount":1.50},"name":"a","id":"1","actor":"y","last_updated_date_time":"2026-07-06T00:00:00Z"}"""
        );
        Version("campaigns").ShouldBe((1, 1));
        Tell("""{"id":"1","name":"a"}""");
        Version("campaigns").ShouldBe((2, 2));
        Tell("""{"id":"1","name":"a","purchase_order_number":"7"}""");
        (Version("campaigns"), Version("ads-campaign-management-campaigns")).ShouldBe(((2, 2), (3, 3)));
        Tell("""{"id":"1","name":"a","purchase_order_number":"7","unheard_of":1}""");
        Tell("""{"id":"1","deleted":true}""");
        Tell("""{"id":"1","deleted":true}""");
        (Version("campaigns"), Version("ads-campaign-management-campaigns")).ShouldBe(((3, 5), (4, 5)));
        books.EntityVersions("campaigns").Single().Document["name"].GetString().ShouldBe("a");
        books.EntityTotals("campaigns").Single().Values.ShouldBe([3, 1 + 2 + 5]);
        Tell("""{"id":"2","deleted":true}""");
        books.EntityVersions("campaigns").Count.ShouldBe(1, "nobody knew the second");
        books.EntityVersions("adsp-campaigns").ShouldBeEmpty();

        void Tell(string line) =>
            books.Add([new PlatformEntity(account, "campaign", JsonNode.Parse(line)!["id"]!.GetValue<string>(), line, 0)], Start);

        (int, int) Version(string dataset) => books.EntityVersions(dataset).Select(one => (one.Told, one.Version)).Single();
    }

    [Fact]
    public void The_books_know_every_dataset_of_entities_that_is_declared_and_what_it_shows()
    {
        foreach (var declared in Millrace.Contracts.Documents.Documents.All.Where(dataset => dataset.Kinds.Count > 0))
        {
            var known = EntityDatasets.All[EntityDatasets.NumberOf(declared.Id)];
            (known.IsDsp, string.Join(' ', known.Kinds)).ShouldBe((declared.IsDsp, string.Join(' ', declared.Kinds)));
            declared
                .Fields.Select(field => field.From.Split('.', '[')[0])
                .Distinct()
                .Except(["", "id", "account_id", "last_updated_date_time"])
                .Order()
                .ShouldBe(known.Fields.Order(), declared.Id);
        }
    }

    /// <summary>The forms that an entity had, one after the other.</summary>
    private static List<JsonObject> Forms(IEnumerable<PlatformEntity> told)
    {
        var forms = new List<JsonObject>();
        foreach (var line in told.Select(one => JsonNode.Parse(one.Document)!.AsObject()))
        {
            var form = line.ContainsKey("deleted") ? (JsonObject)forms[^1].DeepClone() : line;
            if (line.ContainsKey("deleted"))
            {
                form["state"] = "ARCHIVED";
            }

            foreach (var name in Aside)
            {
                form.Remove(name);
            }

            if (forms.Count == 0 || Canonical(form) != Canonical(forms[^1]))
            {
                forms.Add(form);
            }
        }

        return forms;
    }

    private static bool IsShown(ShownFields dataset, string kind, JsonObject form) =>
        dataset.Kinds.Contains(kind)
        && dataset.IsDsp == (kind is "flight" or "ad_group_target" || $"{form["ad_product"]}" == "DSP");

    private static string Shown(ShownFields dataset, JsonObject form) =>
        Canonical(
            new JsonObject(
                form.Where(field => dataset.Fields.Contains(field.Key))
                    .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))
            )
        );

    /// <summary>The same text for the same value: fields in order, numbers without ends of zeros.</summary>
    private static string Canonical(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject fields =>
                $"{{{string.Join(',', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Canonical(field.Value)}"))}}}",
            JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
            JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString("G29"),
            _ => node.ToJsonString(),
        };
}
