using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Contracts.Documents;
using Millrace.Landing.Records;

namespace Millrace.Unit.Landing;

/// <summary>All declared datasets of documents land by their declaration.</summary>
public sealed class DocumentLandingTests : IAsyncLifetime
{
    private LandingRig rig = null!;

    public static TheoryData<string> Ids => [.. Documents.All.Select(dataset => dataset.Id)];

    public static TheoryData<string, string, string> OtherPaths =>
        [
            .. Documents.All.SelectMany(dataset =>
                dataset.Fields.SelectMany(declared => declared.OtherPaths.Select(other => (dataset.Id, declared.Path, other)))
            ),
        ];

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Each_field_has_its_column_and_the_document_is_as_it_came(string id)
    {
        var dataset = Documents.Find(id)!;
        var document = DocumentMaker.Whole(dataset, seed: 1);
        var body = document.ToJsonString();
        (await rig.LandAsync(body, Turned(document))).ShouldBe(new(1, 1, 0, Documents: 1));

        var shape = DocumentShape.All[id];
        var row = (await rig.Store.QueryAsync($"SELECT * FROM {DocumentMaker.Schema}.\"{id}\"", LandingRig.Cancel));
        var values = row.Columns.Zip(row.Rows.ShouldHaveSingleItem()).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        foreach (var column in shape.Fields)
        {
            Text(values[column.Path.Replace('.', '_')]).ShouldBe(Wanted(document, column), column.Path);
        }

        values["document"].ShouldBe(body);
        values["is_snapshot"].ShouldBe(false);
        values["unknown_fields"].ShouldBeNull();
        (await rig.AskAsync($"SELECT document FROM {DocumentMaker.Schema}.\"{id}_current\"")).ShouldBe([body]);
    }

    [Theory]
    [MemberData(nameof(OtherPaths))]
    public async Task Either_path_of_a_field_is_read_into_one_column(string id, string path, string other)
    {
        var dataset = Documents.Find(id)!;
        var document = new JsonObject { ["dataset_id"] = id };
        foreach (var key in dataset.Key.Where(key => key != path))
        {
            document[key] = "1001";
        }

        DocumentMaker.Put(document, other, "here");
        (await rig.LandAsync(document.ToJsonString())).ShouldBe(new(1, 0, 0, Documents: 1));
        var column = path.Split("[]")[0].Replace('.', '_');
        (
            await rig.AskAsync($"SELECT contains(\"{column}\", 'here'), unknown_fields FROM {DocumentMaker.Schema}.\"{id}\"")
        ).ShouldBe(["True|"]);

        // Where both stand there, the declared one counts and the other is kept.
        DocumentMaker.Put(document, path, "there");
        (await rig.LandAsync(document.ToJsonString())).ShouldBe(new(1, 0, 0, Documents: 1));
        (
            await rig.AskAsync(
                $"SELECT contains(unknown_fields, 'here') FROM {DocumentMaker.Schema}.\"{id}\" WHERE contains(\"{column}\", 'there')"
            )
        ).ShouldBe(["True"]);
    }

    [Fact]
    public void No_column_has_the_name_of_another_whatever_their_case()
    {
        foreach (var shape in RowShape.Every)
        {
            shape
                .Columns.Select(column => column.Name)
                .Append(RowShape.ReceivedAt)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Count()
                .ShouldBe(shape.Columns.Count + 1, shape.Id);
        }
    }

    [Fact]
    public async Task Own_words_are_taken_from_the_change_or_the_snapshot_whichever_has_them()
    {
        var words = new (string, string?)[]
        {
            ("actor", "\"jane\""),
            ("changed_fields", "[\"name\"]"),
            ("previous", "{\"name\":\"form 1\"}"),
        };
        var snapshot = DocumentMaker.Campaign("1", 2, ("message_type", "\"snapshot\""));
        var plain = DocumentMaker.Campaign("1", 2);
        (await rig.LandAsync(snapshot)).ShouldBe(new(1, 0, 0, Documents: 1));
        (await WordsAsync()).ShouldBe(["True||||" + plain]);
        (await rig.LandAsync(plain, snapshot)).ShouldBe(new(0, 2, 0));
        (await WordsAsync()).ShouldBe(["False||||" + plain]);
        await rig.ReopenAsync();
        (await rig.LandAsync(snapshot, DocumentMaker.Campaign("1", 2, words))).ShouldBe(new(0, 2, 0));
        (await WordsAsync()).ShouldBe(["""False|jane|["name"]|{"name":"form 1"}|""" + plain]);
        (await rig.LandAsync(plain, snapshot)).ShouldBe(new(0, 2, 0));
        (await WordsAsync()).ShouldBe(["""False|jane|["name"]|{"name":"form 1"}|""" + plain]);

        // In one batch with the row that they belong to.
        (
            await rig.LandAsync(
                DocumentMaker.Campaign("2", 1, ("message_type", "\"snapshot\"")),
                DocumentMaker.Campaign("2", 1, words)
            )
        ).ShouldBe(new(1, 1, 0, Documents: 1));
        (
            await rig.AskAsync($"SELECT is_snapshot, actor FROM {DocumentMaker.Schema}.campaigns WHERE \"campaignId\" = '2'")
        ).ShouldBe(["False|jane"]);
    }

    [Fact]
    public async Task Own_words_of_several_messages_of_one_batch_are_taken_together()
    {
        var snapshot = ("message_type", (string?)"\"snapshot\"");
        await rig.LandAsync(DocumentMaker.Campaign("1", 2, snapshot));
        await rig.LandAsync(
            DocumentMaker.Campaign("1", 2, snapshot, ("actor", "\"jane\"")),
            DocumentMaker.Campaign("1", 2, ("changed_fields", "[]"))
        );
        (await WordsAsync()).ShouldBe(["False|jane|[]||" + DocumentMaker.Campaign("1", 2)]);
    }

    [Fact]
    public async Task The_same_version_that_says_something_else_is_kept_as_a_contradiction()
    {
        var other = DocumentMaker.Campaign("1", 2, ("state", "\"PAUSED\""));
        (await rig.LandAsync(DocumentMaker.Campaign("1", 2))).ShouldBe(new(1, 0, 0, Documents: 1));
        await rig.ReopenAsync();
        (await rig.LandAsync(other, DocumentMaker.Campaign("1", 3), DocumentMaker.Campaign("2", 2))).ShouldBe(
            new(2, 0, 1, Documents: 2)
        );
        (await rig.AskAsync($"SELECT reason, body FROM {LandingRig.Quarantine}")).ShouldBe([
            "Contradiction: this version is stored already and says something else.|" + other,
        ]);
    }

    [Fact]
    public async Task How_a_number_is_written_and_what_is_null_makes_no_other()
    {
        static string Budget(string amount) => $"{{\"budgetCap\":{{\"monetaryBudget\":{{\"amount\":{amount}}}}}}}";
        (
            await rig.LandAsync(
                DocumentMaker.Campaign("1", 1, ("budget", Budget("0.5"))),
                DocumentMaker.Campaign("1", 1, ("budget", Budget("0.50"))),
                DocumentMaker.Campaign("1", 1, ("budget", Budget("0.5")), ("state", "null"))
            )
        ).ShouldBe(new(1, 2, 0, Documents: 1));
        (await rig.LandAsync(DocumentMaker.Campaign("1", 1, ("budget", Budget("0.51"))))).ShouldBe(new(0, 0, 1));
    }

    [Fact]
    public async Task The_same_id_in_another_account_is_another_entity()
    {
        await rig.LandAsync(
            DocumentMaker.Campaign("1", 1),
            DocumentMaker.Campaign("1", 1, ("advertiser_id", "\"B\"")),
            DocumentMaker.Campaign("1", 1, ("marketplace_id", "\"A1PA6795UKMFR9\"")),
            DocumentMaker.Campaign("1", 1, ("marketplace_id", null))
        );
        (await rig.AskAsync($"SELECT count(*) FROM {DocumentMaker.Schema}.campaigns_current")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Envelopes_and_arrays_are_opened()
    {
        var envelope = $$"""{"Type":"Notification","Message":{{JsonSerializer.Serialize(DocumentMaker.Campaign("1", 1))}}}""";
        (await rig.LandAsync(envelope, $"[{DocumentMaker.Campaign("1", 2)},{LandingRig.Record(LandingRig.Id(1))}]")).ShouldBe(
            new(3, 0, 0, Documents: 2)
        );
        (await rig.AskAsync($"SELECT version, document FROM {DocumentMaker.Schema}.campaigns_current")).ShouldBe([
            "2|" + DocumentMaker.Campaign("1", 2),
        ]);
        rig.Store.Counters.Documents.ShouldBe(2);
    }

    private Task<IReadOnlyList<string>> WordsAsync() =>
        rig.AskAsync(
            $"SELECT is_snapshot, actor, changed_fields, previous, document FROM {DocumentMaker.Schema}.campaigns ORDER BY ALL"
        );

    /// <summary>The same document with its fields in the other order and white space between.</summary>
    private static string Turned(JsonNode document)
    {
        JsonNode? Turn(JsonNode? node) =>
            node switch
            {
                JsonObject map => new JsonObject(map.Reverse().Select(pair => KeyValuePair.Create(pair.Key, Turn(pair.Value)))),
                JsonArray list => new JsonArray([.. list.Select(Turn)]),
                _ => node?.DeepClone(),
            };
        return Turn(document)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static string? Wanted(JsonObject document, DocumentColumn column)
    {
        var node = column.Path.Split('.').Aggregate((JsonNode)document, (at, name) => at[name]!);
        return column.Kind switch
        {
            _ when column.IsJson => node.ToJsonString(),
            ColumnKind.Time => DateTimeOffset
                .Parse(node.GetValue<string>(), CultureInfo.InvariantCulture)
                .UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            ColumnKind.Flag => node.GetValue<bool>().ToString(),
            _ => node.ToString(),
        };
    }

    private static string? Text(object? value) => value?.ToString();
}
