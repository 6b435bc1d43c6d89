using System.CommandLine;

namespace Millrace.App;

/// <summary>The millrace command.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Millrace: an open, self-hosted marketing stream.");
        return root.Parse(args).InvokeAsync();
    }
}
