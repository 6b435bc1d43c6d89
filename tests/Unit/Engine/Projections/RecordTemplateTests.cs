using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Cells;
using Millrace.Engine.Projections;
using Millrace.Engine.Publication;
using Millrace.Unit.Engine.Publication;

namespace Millrace.Unit.Engine.Projections;

/// <summary>A dataset's declaration is all that its blocks and records know of it.</summary>
public sealed class RecordTemplateTests
{
    private const long Hour = 1_780_000_200;

    /// <summary>Fields of a group apart from each other, a window first, many lanes, a field that came later, and one that is never sent.</summary>
    private static readonly DatasetDeclaration Odd = new(
        "odd",
        2,
        [
            new("at", FieldType.WindowStart, FieldRole.Dimension, ""),
            new("first", FieldType.String, FieldRole.Dimension, ""),
            new("currency", FieldType.String, FieldRole.Dimension, ""),
            new("id", FieldType.String, FieldRole.Envelope, ""),
            new("seen", FieldType.Long, FieldRole.Metric, "") { IsLandedOnly = true },
            new("text", FieldType.String, FieldRole.Attribute, ""),
            new("second", FieldType.String, FieldRole.Dimension, ""),
            new("late", FieldType.String, FieldRole.Attribute, "") { Since = 2 },
            .. Enumerable.Range(0, 9).Select(lane => new DatasetField($"m{lane}", FieldType.Long, FieldRole.Metric, "")),
        ]
    )
    {
        Production = new(
            [
                .. Enumerable.Range(0, 9).Select(lane => new FieldValue($"m{lane}", FieldSource.Lane, lane)),
                new("at", FieldSource.WindowStart),
                new("first", FieldSource.Dimension, 0),
                new("second", FieldSource.Dimension, 1),
                new("currency", FieldSource.Currency),
                new("id", FieldSource.IdempotencyId),
                new("text", FieldSource.Attribute, 0) { Missing = "none" },
                new("late", FieldSource.Attribute, 1) { Missing = "?" },
            ],
            [new([1], [0, 1]), new([0], [])]
        ),
    };

    [Fact]
    public void A_declaration_of_another_shape_renders_by_its_own_fields() =>
        WithoutId(Render(Odd))
            .ShouldBe(
                """{"at":"2026-05-29T02:00:00+05:30","first":"one","currency":"USD","id":"","text":"none","second":"two","late":"?","m0":0,"m1":0,"m2":0,"m3":0,"m4":0,"m5":0,"m6":0,"m7":0,"m8":-8}"""
            );

    [Fact]
    public void A_field_that_came_later_is_not_in_older_blocks() =>
        WithoutId(Render(Odd with { Version = 1 }))
            .ShouldBe(
                """{"at":"2026-05-29T02:00:00+05:30","first":"one","currency":"USD","id":"","text":"none","second":"two","m0":0,"m1":0,"m2":0,"m3":0,"m4":0,"m5":0,"m6":0,"m7":0,"m8":-8}"""
            );

    [Fact]
    public void A_later_field_changes_no_id() => Id(Render(Odd)).ShouldBe(Id(Render(Odd with { Version = 1 })));

    [Fact]
    public void A_dataset_that_is_not_known_says_which_program_reads_it() =>
        Should
            .Throw<InvalidDataException>(() => BlockRenderer.Open(Block(Odd), Recipient.Anyone))
            .Message.ShouldContain("dataset odd, version 2, which this program does not know");

    [Fact]
    public void Every_field_that_is_sent_has_its_value_and_its_place()
    {
        foreach (var dataset in Datasets.Produced)
        {
            var (values, groups) = (dataset.Production!.Values, dataset.Production.Groups);
            int[] Of(FieldSource source) => [.. values.Where(value => value.Source == source).Select(value => value.Part)];
            var sent = dataset.ValuesOf(dataset.Version).Select(field => field.Field.Name);
            values.Select(value => value.Field).ShouldBe(sent, ignoreOrder: true);
            groups.SelectMany(group => group.Dimensions).ShouldBe(Of(FieldSource.Dimension), ignoreOrder: true);
            groups.SelectMany(group => group.Attributes).ShouldBe(Of(FieldSource.Attribute), ignoreOrder: true);
            Of(FieldSource.Lane).Order().ShouldBe(Enumerable.Range(0, Of(FieldSource.Lane).Length));
            groups.ShouldAllBe(group => group.Dimensions.Count > group.IdPlace || group.Of == Described.Advertiser);
            groups.ShouldAllBe(group => group.Attributes.Count <= Descriptions.TextsMax);

            // What came later stands behind: a block of an older version has a beginning of a group's texts.
            groups.ShouldAllBe(group => IsInOrder(group.Attributes.Select(attribute => SinceOf(values, attribute))));
            dataset.Fields[0].IsNullable.ShouldBeFalse("a record does not begin with a field that may be absent");
        }
    }

    [Fact]
    public void A_dataset_that_is_not_produced_says_what_is_missing() =>
        Should
            .Throw<InvalidOperationException>(() => new RecordTemplate(Odd with { Production = new([], []) }, 1))
            .Message.ShouldBe("Where at of odd comes from is not declared: add it to the production.");

    private static bool IsInOrder(IEnumerable<int> numbers) => numbers.SequenceEqual(numbers.Order());

    private static int SinceOf(IEnumerable<FieldValue> values, int attribute) =>
        values.Single(value => value.Source == FieldSource.Attribute && value.Part == attribute).Since;

    private static string Render(DatasetDeclaration dataset)
    {
        RecordTemplate[] templates = [new(Odd, 1), new(Odd, 2)];
        using var renderer = BlockRenderer.Open(Block(dataset), Recipient.Anyone, templates);
        using var messages = new MessageBuffer();
        renderer.Render(messages, 10).ShouldBe(1);
        return Encoding.UTF8.GetString(messages[0].Span);
    }

    private static byte[] Block(DatasetDeclaration dataset)
    {
        var source = new BlockSourceStub();
        source.AddAccount(1, "ADV");
        var writer = new BlockWriter(EngineRig.Incarnation, dataset, source);
        var rows = new PendingRows(writer.Shape);
        rows.Add(Hour, source.Numbers("one", "two"), [0, 0, 0, 0, 0, 0, 0, 0, -8]);
        return writer.Write(1, 1, rows);
    }

    private static string Id(string record) => record.Split("\"id\":\"")[1][..36];

    private static string WithoutId(string record) => record.Replace(Id(record), "", StringComparison.Ordinal);
}
