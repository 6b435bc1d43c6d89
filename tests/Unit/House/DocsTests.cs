using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Millrace.Unit.House;

/// <summary>What the docs name exists, and the rooms refer to each other only as the docs say.</summary>
public sealed partial class DocsTests
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public void Paths_named_in_the_docs_exist()
    {
        var missing = Docs()
            .SelectMany(doc => Path_().Matches(File.ReadAllText(doc)).Select(match => match.Groups[1].Value))
            .Where(path => !Path.Exists(Path.Combine(Root, path)))
            .ToList();
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Types_named_in_the_docs_exist()
    {
        var sources = Sources().Select(File.ReadAllText).ToList();
        var missing = Docs()
            .SelectMany(doc => TypeName().Matches(File.ReadAllText(doc)).Select(match => match.Groups[1].Value))
            .Distinct()
            .Where(name =>
                !sources.Exists(text => Regex.IsMatch(text, $@"\b(class|record|struct|interface|enum)( struct)? {name}\b"))
            )
            .ToList();
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Rooms_reference_what_the_table_of_rooms_allows_and_nothing_else()
    {
        var rows = Room().Matches(File.ReadAllText(Path.Combine(Root, "docs/architecture.md")));
        var allowed = rows.ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value.Trim());
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var room = Path.GetFileNameWithoutExtension(project);
            var arrows = XDocument
                .Load(project)
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
            string.Join(", ", arrows.DefaultIfEmpty("nothing")).ShouldBe(allowed[room], room);
        }
    }

    [Fact]
    public void A_file_fits_in_the_head() => Sources().Where(file => File.ReadLines(file).Count() > 500).ShouldBeEmpty();

    private static IEnumerable<string> Docs() =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Root, "README.md"));

    private static IEnumerable<string> Sources() =>
        new[] { "src", "tests" }.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        );

    [GeneratedRegex(@"`((?:src|docs|tests|build|bench)(?:/[\w.\-]+)*)`")]
    private static partial Regex Path_();

    [GeneratedRegex(@"`([A-Z][a-z]+[A-Z]\w+|I[A-Z][a-z]\w+)`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^\| `src/(\w+)` \|[^|]*\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Room();
}
