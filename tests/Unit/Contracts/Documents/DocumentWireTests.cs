using Millrace.Contracts.Documents;
using Known = Millrace.Contracts.Documents.Documents;

namespace Millrace.Unit.Contracts.Documents;

/// <summary>
/// Datasets only gain. wire.txt has a line for each field and is reviewed; a new field is accepted by appending the line that the test
/// prints. What is sealed cannot be changed by writing the file anew.
/// </summary>
public sealed class DocumentWireTests
{
    private static readonly ReviewedWire Wire = new(
        "Contracts/Documents",
        sealedLines: 374,
        "e27dd9f72c75d9ac494b7b5fab52669c71e2636e3f34891a99fb020390dce258"
    );

    [Fact]
    public void No_field_of_the_reviewed_file_is_gone_or_changed() => Wire.NothingIsGone(Declared());

    [Fact]
    public void Every_field_stands_in_the_reviewed_file() => Wire.NothingIsNew(Declared());

    [Fact]
    public void The_sealed_lines_are_as_they_were() => Wire.TheSealIsWhole();

    [Theory]
    [MemberData(nameof(DocumentDeclarations.Ids), MemberType = typeof(DocumentDeclarations))]
    public void A_declaration_is_whole(string id)
    {
        var dataset = DocumentDeclarations.Of(id);
        dataset.Releases.Count.ShouldBe(dataset.Version);
        // New fields stand at the end, and each version has brought some.
        dataset.Fields.Select(field => field.Since).ShouldBeInOrder();
        dataset.Fields.Select(field => field.Since).Distinct().ShouldBe(Enumerable.Range(1, dataset.Version));
        dataset.Fields.SelectMany(field => field.OtherPaths.Append(field.Path)).ShouldBeUnique();
        dataset.Fields.ShouldAllBe(field => field.About.EndsWith('.') && !field.About.Contains('|'));
        dataset.Notes.Concat(dataset.Releases).Append(dataset.About).ShouldAllBe(text => text.EndsWith('.'));
        dataset.Fields.Where(field => !field.IsNullable).ShouldAllBe(field => !field.Path.Contains('.'));
        dataset.Key.Except(dataset.Fields.Where(field => !field.IsNullable).Select(field => field.Path)).ShouldBeEmpty();
        dataset.Blocks.ShouldAllBe(block => dataset.Fields.Any(field => field.Path.StartsWith($"{block}[].")));
        dataset.IsDsp.ShouldBe(id.StartsWith(Millrace.Contracts.Datasets.Datasets.DspPrefix));

        // What takes part in an array is read from one array, or from what stands once; no path is also the beginning of another.
        var paths = dataset.Fields.Select(field => field.Path.Replace("[]", "", StringComparison.Ordinal)).ToList();
        paths.ShouldAllBe(path => !paths.Any(other => other.StartsWith($"{path}.")));
        dataset
            .Fields.Where(field => field.From.Contains("[].") && !field.Path.Contains("[]."))
            .ShouldBeEmpty("a list can be shown as a list alone");
    }

    [Fact]
    public void Ids_are_not_those_of_hourly_datasets() =>
        Known
            .All.Select(dataset => dataset.Id)
            .Concat(Millrace.Contracts.Datasets.Datasets.All.Select(dataset => dataset.Id))
            .ShouldBeUnique();

    private static IEnumerable<string> Declared() =>
        Known.All.SelectMany(dataset =>
            dataset.Fields.Select(
                (field, place) =>
                    $"{dataset.Id} {field.Since}.{place} {field.Path} {field.Type} {(field.IsNullable ? "may be absent" : "always there")} "
                    + (field.From.Length == 0 ? "of the engine" : $"from {field.From}")
                    + (field.Kinds.Count == 0 ? "" : $" of {string.Join(", ", field.Kinds)}")
            )
        );
}
