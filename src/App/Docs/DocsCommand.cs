using System.CommandLine;

namespace Millrace.App.Docs;

/// <summary>millrace docs: what the repository's docs hold and the declarations say better.</summary>
internal static class DocsCommand
{
    public static Command Build()
    {
        var to = new Option<DirectoryInfo>("--to")
        {
            Description = "The folder that is written.",
            DefaultValueFactory = _ => new("docs/datasets"),
        };
        var datasets = new Command("datasets", "Write the data guide: a page for each declared dataset, and their index.") { to };
        datasets.SetAction(
            async (parsed, cancel) =>
            {
                var folder = parsed.GetValue(to)!;
                folder.Create();
                foreach (var (name, text) in DatasetGuides.Files())
                {
                    await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text, cancel);
                }

                return 0;
            }
        );
        // For who works on the program: not in the help of those who use it.
        return new Command("docs", "Write docs that follow from the declarations.") { Hidden = true, Subcommands = { datasets } };
    }
}
