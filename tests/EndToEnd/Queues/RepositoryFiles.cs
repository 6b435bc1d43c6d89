namespace Millrace.EndToEnd.Queues;

/// <summary>Where the repository's files are, seen from the built tests.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Find();

    public static string Suite(string name) => Path.Combine(Root, "tests", "EndToEnd", "Queues", name);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Millrace.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
