using System.Globalization;
using System.Text.Json;
using CsCheck;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Publication;

/// <summary>A publication goes out in slices; between them events come, pages are written and memory is lost.</summary>
public sealed class PublicationSlicesTests
{
    private const int Keywords = 12;

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, 2 * Keywords],
        Gen.Int[0, 8000],
        (kind, number, age) => new Step(kind, number, age)
    );

    [Fact]
    public void What_is_published_in_slices_is_what_was_counted_whatever_comes_between_them() =>
        Gen.Select(Gen.Int[1, 5], Steps.Array[1, 120]).Sample((cells, steps) => Play(cells, steps), iter: 300);

    [Fact]
    public void A_cell_that_changes_between_slices_is_published_once_with_all_of_it()
    {
        var rig = Rig(cellsPerSliceMax: 1);
        var time = rig.Now - 4000;
        rig.Send("b", [Impression(time, 1), Impression(time, 2), Impression(time, 3)]);
        rig.Now += 3600;
        rig.BeginTurn();
        rig.GoOn();
        Sums(rig).ShouldBe(["1:1"]);

        // Of the first and the second cell, and of one that nobody knew.
        rig.Send("between", [Impression(time, 1), Impression(time, 2), Impression(time, 4)]);
        while (rig.IsTurning)
        {
            rig.GoOn();
        }

        Sums(rig)[1..].ShouldBe(["2:2", "3:1", "4:1"]);
        rig.Now += 3600;
        rig.Turn();
        Sums(rig)[4..].ShouldBe(["1:1"]);
    }

    [Fact]
    public void After_a_crash_between_slices_the_next_turn_publishes_the_rest_under_new_numbers()
    {
        var rig = Rig(cellsPerSliceMax: 2);
        rig.Send("b", [.. Enumerable.Range(1, 5).Select(keyword => Impression(rig.Now - 4000, keyword))]);
        rig.Now += 3600;
        rig.BeginTurn();
        rig.GoOn();
        rig.Crash();
        rig.IsTurning.ShouldBeFalse();
        rig.Turn();

        Sums(rig).ShouldBe(["1:1", "2:1", "3:1", "4:1", "5:1"]);
        rig.Blocks.Select(block => (block.Publication, block.Rows)).ShouldBe([(1, 2), (2, 2), (3, 1)]);
        rig.Records().Select(record => record.Id).ShouldBeUnique();
    }

    [Fact]
    public void A_turn_that_begins_while_one_is_on_joins_it()
    {
        var rig = Rig(cellsPerSliceMax: 1);
        var time = rig.Now - 4000;
        rig.Send("b", [Impression(time, 1), Impression(time, 2)]);
        rig.Now += 3600;
        rig.BeginTurn();
        rig.GoOn();

        // What is published is so again; what is not, once; and an hour has ended since.
        rig.Send("later", [Impression(time, 1), Impression(time, 2), Impression(time + 3600, 3)]);
        rig.Now += 3600;
        rig.BeginTurn();
        while (rig.IsTurning)
        {
            rig.GoOn();
        }

        Sums(rig).ShouldBe(["1:1", "1:1", "2:2", "3:1"]);
    }

    [Fact]
    public void The_measures_of_a_row_are_one_record_though_a_slice_has_room_for_one_of_them()
    {
        var rig = Rig(cellsPerSliceMax: 1);
        rig.Send("b", [Attributed(rig, "1", "purchase"), Attributed(rig, "2", "purchase")]);
        rig.Now += 7200;
        rig.Turn();

        var record = Rendered.Messages(rig.Blocks.Single().Data).Select(body => JsonElement.Parse(body)).Single();
        record.GetProperty("dataset_id").GetString().ShouldBe("adsp-conversion");
        record.GetProperty("total_purchases").GetInt64().ShouldBe(2);
        record.GetProperty("purchases").GetInt64().ShouldBe(2);
    }

    private void Play(int cellsPerSliceMax, IEnumerable<Step> steps)
    {
        var rig = Rig(cellsPerSliceMax);
        var truth = new Dictionary<string, long>();
        foreach (var step in steps)
        {
            var blocks = rig.Blocks.Count;
            switch (step.Kind)
            {
                case < 5:
                    var keyword = step.Number % Keywords;
                    rig.Send($"b{rig.Journal.Count}", [Impression(rig.Now - step.Age, keyword)]);
                    truth[$"{keyword}"] = truth.GetValueOrDefault($"{keyword}") + 1;
                    break;
                case 5:
                    rig.Now += step.Age;
                    rig.BeginTurn();
                    break;
                case 6:
                    rig.Crash();
                    break;
                case 7:
                    rig.BeginPaging();
                    break;
                case var _ when rig.IsTurning:
                    rig.GoOn();
                    break;
            }

            rig.Blocks.Skip(blocks).Sum(block => block.Rows).ShouldBeLessThanOrEqualTo(cellsPerSliceMax);
        }

        rig.Now += 10_000;
        rig.Turn();
        rig.Crash();
        rig.Now += 3600;
        rig.Turn();
        var records = rig.Records().ToList();
        records.Select(record => record.Id).ShouldBeUnique();
        records
            .GroupBy(record => record.Keyword, record => record.Impressions)
            .ToDictionary(group => group.Key, group => group.Sum())
            .ShouldBe(truth, ignoreOrder: true);
    }

    private static EngineRig Rig(int cellsPerSliceMax) => new(PublicationPolicies.Default, ["Asia/Kolkata"], cellsPerSliceMax);

    /// <summary>By keyword, what each record says of it, in the order in which they went out.</summary>
    private static List<string> Sums(EngineRig rig) =>
        [
            .. rig.Records()
                .Select(record => string.Create(CultureInfo.InvariantCulture, $"{record.Keyword}:{record.Impressions}")),
        ];

    private static string Impression(long time, int keyword) =>
        Line("impression", time, $"\"ad_group_id\":\"2\",\"ad_id\":\"3\",\"keyword_id\":\"{keyword}\",\"placement\":\"Other\"");

    private static string Attributed(EngineRig rig, string id, string type) =>
        Line(
            "attributed_conversion",
            rig.Now - 4000,
            $"\"ad_product\":\"DSP\",\"event_id\":\"{id}\",\"conversion_type\":\"{type}\",\"conversion_time\":\"{Time(rig.Now - 3900)}\","
                + "\"attribution\":\"click\""
        );

    private static string Line(string type, long time, string more) =>
        $"{{\"type\":\"{type}\",\"time\":\"{Time(time)}\",\"advertiser_id\":\"ADV0\",\"marketplace_id\":\"MKT\",\"campaign_id\":\"1\",{more}}}";

    private static string Time(long time) =>
        DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <param name="Kind">0 to 4: an event, so many seconds ago; 5: a turn begins, so many seconds later; 6: a crash; 7: pages; 8, 9: a slice.</param>
    private sealed record Step(int Kind, int Number, int Age);
}
