using System.Globalization;
using System.Text;
using Millrace.Contracts.Datasets;

namespace Millrace.App.Docs;

/// <summary>What pages of all datasets have.</summary>
internal static class GuideText
{
    private static readonly string[] Realms = ["NA", "EU", "FE"];

    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));

    /// <summary>Who owns the topics of a dataset, by realm.</summary>
    public static string Owners(string dataset) =>
        string.Join(", ", Realms.Select(realm => $"{realm} {TopicAccounts.Find(dataset, realm)}"));

    /// <summary>The end of a page: where sources differ, and what each version brought, the newest first.</summary>
    /// <param name="added">What is added of a version by its declaration.</param>
    public static StringBuilder End(IReadOnlyList<string> notes, IReadOnlyList<string> releases, Func<int, string> added)
    {
        var text = new StringBuilder();
        if (notes.Count > 0)
        {
            text.Append("\n## Where the sources differ, and what was chosen\n\n");
            foreach (var note in notes)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
            }
        }

        text.Append("\n## Releases\n");
        for (var version = releases.Count; version > 0; version--)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**Version {version}.** {releases[version - 1]} {added(version)}\n");
        }

        return text;
    }
}
