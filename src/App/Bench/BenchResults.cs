using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Millrace.App.Bench;

/// <summary>Prints a row's figures and writes them to its file of results, with commit, machine and command.</summary>
internal static class BenchResults
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task TellAsync(IBench bench, BenchOptions options, string folder, IReadOnlyList<Figure> figures)
    {
        Console.WriteLine(bench.Name);
        foreach (var figure in figures)
        {
            var bar = figure.Bar is { } wanted
                ? Invariant($"   at least {wanted.AtLeast:0.##}, aim {wanted.Aim:0.##}: {wanted.Verdict(figure.Value)}")
                : "";
            Console.WriteLine(Invariant($"  {figure.Name, -58} {Number(figure.Value), 14} {figure.Unit}{bar}"));
        }

        Directory.CreateDirectory(folder);
        var document = new
        {
            command = Invariant($"millrace bench {bench.Name} --events {options.Events} --runs {options.Runs}"),
            commit = await CommitAsync(),
            machine = Machine(),
            figures = figures.Select(figure => new
            {
                name = figure.Name,
                value = figure.Value >= 1000 ? Math.Round(figure.Value) : Math.Round(figure.Value, 4),
                unit = figure.Unit,
                at_least = figure.Bar?.AtLeast,
                aim = figure.Bar?.Aim,
                is_ceiling = figure.Bar?.IsCeiling,
                verdict = figure.Bar?.Verdict(figure.Value),
            }),
        };
        var path = Path.Combine(folder, bench.Name + ".json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(document, Indented) + "\n");
    }

    private static string Number(double value) =>
        Math.Abs(value) >= 1000 ? value.ToString("N0", CultureInfo.InvariantCulture) : Invariant($"{value:0.00}");

    private static string Machine() =>
        Invariant($"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}");

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        var line = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    /// <summary>The commit of the working folder, "unknown" where there is no repository or no git.</summary>
    private static async Task<string> CommitAsync()
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var output = await git.StandardOutput.ReadToEndAsync();
            await git.WaitForExitAsync();
            return git.ExitCode == 0 ? output.Trim() : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
