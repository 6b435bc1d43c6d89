using Millrace.App.Docs;
using Millrace.Contracts.Datasets;
using Millrace.Unit.Contracts.Datasets;
using Millrace.Unit.House;

namespace Millrace.Unit.App;

public sealed class DatasetGuideTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "datasets");

    [Fact]
    public void The_data_guide_is_what_the_declarations_give()
    {
        var files = DatasetGuides.Files().ToList();
        Directory.EnumerateFiles(Folder).Select(Path.GetFileName).ShouldBe(files.Select(file => file.Name), ignoreOrder: true);
        files
            .Where(file => File.ReadAllText(Path.Combine(Folder, file.Name)) != file.Text)
            .Select(file => file.Name)
            .ShouldBeEmpty("run `millrace docs datasets` in the root of the repository, and review what changes");
    }

    [Fact]
    public void The_release_notes_name_what_a_version_brought()
    {
        var grown = Declarations.Of("sp-traffic") with
        {
            Version = 2,
            Fields =
            [
                .. Declarations.Of("sp-traffic").Fields,
                new("views", FieldType.Long, FieldRole.Metric, "Views.") { Since = 2 },
            ],
            Releases = ["The first version.", "Views are counted."],
        };
        DatasetGuide
            .Text(grown)
            .ShouldEndWith(
                "**Version 2.** Views are counted. New: `views`.\n\n**Version 1.** The first version. It has 16 fields.\n"
            );
    }
}
