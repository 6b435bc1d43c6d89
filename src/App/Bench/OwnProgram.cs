using System.Diagnostics;

namespace Millrace.App.Bench;

/// <summary>This program as a child of the bench.</summary>
internal static class OwnProgram
{
    /// <summary>Starts it; its output is the caller's to read.</summary>
    /// <param name="withInput">Whether its input is the caller's too.</param>
    public static Process Start(IEnumerable<string> arguments, bool withInput)
    {
        var program = Environment.ProcessPath!;
        var isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] assembly = isHosted ? [Environment.GetCommandLineArgs()[0]] : [];
        return Process.Start(
            new ProcessStartInfo(program, [.. assembly, .. arguments])
            {
                RedirectStandardInput = withInput,
                RedirectStandardOutput = true,
            }
        )!;
    }
}
