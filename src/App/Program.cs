using System.CommandLine;
using Millrace.App.Bench;
using Millrace.App.Ingest;
using Millrace.App.Simulate;

namespace Millrace.App;

/// <summary>The millrace command.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Millrace: an open, self-hosted marketing stream.");
        root.Subcommands.Add(BenchCommand.Build());
        root.Subcommands.Add(IngestCommand.Build());
        root.Subcommands.Add(SimulateCommand.Build());
        return root.Parse(args).InvokeAsync();
    }
}
