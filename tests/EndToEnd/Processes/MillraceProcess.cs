using System.Diagnostics;
using System.Text;
using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd.Processes;

/// <summary>A real millrace process: started, waited for by the line that says where it listens, ended by its id.</summary>
internal sealed class MillraceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource<string> addressLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MillraceProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) =>
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }

            if (line.Data is { } text && text.Contains("://", StringComparison.Ordinal))
            {
                addressLine.TrySetResult(text);
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.Exited += (_, _) => addressLine.TrySetException(new InvalidOperationException($"millrace ended: {Errors}"));
        process.EnableRaisingEvents = true;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>The address in the first line of the process that names one.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Its id.</summary>
    public int Id => process.Id;

    /// <summary>Starts a process that serves, and waits until it does.</summary>
    public static Task<MillraceProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <param name="before">A program that runs the rest as a command, and its arguments; none: the command is run by itself.</param>
    public static async Task<MillraceProcess> StartAsync(string[] before, string[] arguments)
    {
        var started = new MillraceProcess(Prepare(arguments, before));
        var line = await started.addressLine.Task.WaitAsync(StartWithin);
        started.Address = new Uri(line.Split(' ', ',').First(word => word.Contains("://", StringComparison.Ordinal)));
        return started;
    }

    /// <summary>Runs a command to its end; answers its output.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, errors) = await EndAsync(arguments);
        code.ShouldBe(0, $"millrace {string.Join(' ', arguments)}: {output} {errors}");
        return output;
    }

    /// <summary>Runs a command that has to fail; answers its output and what it says of the failure.</summary>
    public static async Task<string> FailAsync(params string[] arguments)
    {
        var (code, output, errors) = await EndAsync(arguments);
        code.ShouldBe(1, $"millrace {string.Join(' ', arguments)}: {output} {errors}");
        return output + errors;
    }

    /// <summary>Ends it as a power cut would: nothing in it runs any more.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private static async Task<(int Code, string Output, string Errors)> EndAsync(string[] arguments)
    {
        using var process = Prepare(arguments);
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    private static Process Prepare(string[] arguments, params string[] before)
    {
        string[] words =
        [
            .. before,
            "dotnet",
            Path.Combine(RepositoryFiles.Root, "artifacts", "bin", "App", "release", "millrace.dll"),
            .. arguments,
        ];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return new Process { StartInfo = start };
    }
}
