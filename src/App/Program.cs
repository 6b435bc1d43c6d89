using System.CommandLine;
using Millrace.App.Admin;
using Millrace.App.Bench;
using Millrace.App.Checkup;
using Millrace.App.Dev;
using Millrace.App.Docs;
using Millrace.App.Export;
using Millrace.App.Ingest;
using Millrace.App.Land;
using Millrace.App.Query;
using Millrace.App.Serve;
using Millrace.App.Simulate;
using Millrace.App.Stand;

namespace Millrace.App;

/// <summary>The millrace command.</summary>
internal static class Program
{
    /// <summary>How long a host may take to stop after Ctrl-C.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Millrace: an open, self-hosted marketing stream.")
        {
            DevCommand.Build(),
            ServeCommand.Build(),
            SandboxCommand.Build(),
            LandCommand.Build(),
            QueryCommand.Build(),
            ExportCommand.Build(),
            IngestCommand.Build(),
            AdminCommand.Build(),
            SimulateCommand.Build(),
            BenchCommand.Build(),
            DocsCommand.Build(),
            DoctorCommand.Build(),
            SetupCommand.Build(),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopWithin });
    }
}
