using Millrace.Contracts.Datasets;

namespace Millrace.Unit.Contracts.Datasets;

/// <summary>
/// Law 7: datasets only gain. wire.txt has a line for each field, and for each that is sent since a later version, and is reviewed; a new
/// one is accepted by appending the line that the test prints. What is sealed cannot be changed by writing the file anew.
/// </summary>
public sealed class DatasetWireTests
{
    private static readonly ReviewedWire Wire = new(
        "Contracts/Datasets",
        sealedLines: 501,
        "31fc14b9fd4df496c9604ea8ee756bd0120d0fef5d3ac3a384993e665be03eb1"
    );

    [Fact]
    public void No_field_of_the_reviewed_file_is_gone_or_changed() => Wire.NothingIsGone(Declared());

    [Fact]
    public void Every_field_stands_in_the_reviewed_file() => Wire.NothingIsNew(Declared());

    [Fact]
    public void The_sealed_lines_are_as_they_were() => Wire.TheSealIsWhole();

    [Theory]
    [MemberData(nameof(Declarations.Ids), MemberType = typeof(Declarations))]
    public void A_declaration_is_whole(string id)
    {
        var dataset = Declarations.Of(id);
        dataset.Releases.Count.ShouldBe(dataset.Version);
        // New fields stand at the end, and each version has brought some, or sends some that were only landed.
        dataset.Fields.Select(field => field.Since).ShouldBeInOrder();
        dataset
            .Fields.Select(field => field.Since)
            .Concat(dataset.Production!.Values.Select(value => value.Since))
            .Distinct()
            .Order()
            .ShouldBe(Enumerable.Range(1, dataset.Version));
        dataset.Fields.SelectMany(field => field.OtherNames.Append(field.Name)).ShouldBeUnique();
        dataset.Fields.Count(field => field.Type == FieldType.WindowStart).ShouldBe(1);
        dataset
            .Fields.Where(field => field.Role == FieldRole.Envelope)
            .Select(field => field.Name)
            .Order()
            .ShouldBe(["dataset_id", "idempotency_id"]);
        dataset.Fields.ShouldAllBe(field => field.About.EndsWith('.') && !field.About.Contains('|'));
        dataset.Notes.Concat(dataset.Releases).Append(dataset.About).ShouldAllBe(text => text.EndsWith('.'));
        dataset
            .Fields.Where(field => field.Role is FieldRole.Metric or FieldRole.Attribute || field.IsLandedOnly)
            .ShouldAllBe(field => field.IsNullable);
    }

    private static IEnumerable<string> Declared() =>
        Declarations.All.SelectMany(dataset =>
            dataset
                .Fields.Select(
                    (field, place) =>
                        $"{dataset.Id} {field.Since}.{place} {field.Name} {field.Type} {field.Role} {field.Unit} "
                        + (
                            field.IsLandedOnly ? "landed only"
                            : field.IsNullable ? "may be absent"
                            : "always there"
                        )
                )
                .Concat(
                    dataset
                        .Production!.Values.Where(value => value.Since > 1)
                        .Select(value => $"{dataset.Id} {value.Since} sends {value.Field}")
                )
        );
}
