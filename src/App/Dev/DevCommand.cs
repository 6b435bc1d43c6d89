using System.CommandLine;
using System.Globalization;
using Millrace.App.Serve;
using Millrace.App.Settings;
using Millrace.Engine.Publication;
using Millrace.Sandbox.Platform;
using Spectre.Console;

namespace Millrace.App.Dev;

/// <summary>millrace dev: the whole stream in one process, from a virtual ad platform to a table that can be queried.</summary>
internal static class DevCommand
{
    public static Command Build()
    {
        var data = AppOptions.Data();
        var seed = new Option<long>("--seed") { Description = "Seed of the virtual ad platform.", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "Virtual seconds a second.", DefaultValueFactory = _ => 60 };
        var span = new Option<string?>("--for") { Description = "Virtual time to play as fast as it can, such as 6h or 90m." };
        var exit = new Option<bool>("--exit") { Description = "After --for: reconcile, and exit with 0 only if all sums agree." };
        var port = new Option<int>("--port")
        {
            Description =
                "Port of the API; the stand-ins for AWS, queries, and the realms NA, EU and FE take the next five. 0: free ports, and names alone for the realms.",
            DefaultValueFactory = _ => 8700,
        };
        var tls = new Option<bool>("--tls") { Description = "The API at https, by a certificate made for development." };
        var plant = new Option<string?>("--plant")
        {
            Description = "Add one to a column of the reconciliation, to see that it is noticed.",
        };
        plant.AcceptOnlyFromAmong(Reconciliation.Columns);
        var publication = PublicationOption.Build();
        var command = new Command("dev", "Run the sandbox: ad platform, stream, queue and landing in one process.")
        {
            data,
            seed,
            speed,
            span,
            exit,
            port,
            tls,
            plant,
            publication,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                if (!TryReadSpan(parsed.GetValue(span), out var duration) || parsed.GetValue(speed) is not (> 0 and <= 100_000))
                {
                    await Console.Error.WriteLineAsync(
                        "--for is a multiple of 5 minutes, such as 6h or 90m; --speed is more than 0 and at most 100000."
                    );
                    return 1;
                }

                if (parsed.GetValue(exit) && duration is null)
                {
                    await Console.Error.WriteLineAsync("--exit needs --for: say how much virtual time is to be played.");
                    return 1;
                }

                var options = new DevOptions
                {
                    DataFolder = parsed.GetValue(data)!.FullName,
                    Seed = parsed.GetValue(seed),
                    Speed = parsed.GetValue(speed),
                    For = duration,
                    Exit = parsed.GetValue(exit),
                    Port = parsed.GetValue(port),
                    IsTls = parsed.GetValue(tls),
                    Plant = parsed.GetValue(plant),
                    Publication = parsed.GetValue(publication) ?? PublicationPolicies.Default,
                };
                try
                {
                    return await RunAsync(options, cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    Console.WriteLine("stopped; start it again to go on");
                    return options.Exit ? 1 : 0;
                }
                catch (Exception fault)
                {
                    await Console.Error.WriteLineAsync($"millrace dev: {fault.Message}");
                    return 1;
                }
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(DevOptions options, CancellationToken cancel)
    {
        DevScreen? screen = null;
        await using var host = await DevHost.StartAsync(options, line => screen?.Tell(line), cancel);
        Console.WriteLine(
            $"API {host.Serve.Address}  AWS {host.Queues.Address}  query {host.Landing.Endpoint}  data {options.DataFolder}"
        );
        Console.WriteLine($"realms {DevRealms.Describe(host.Deployment)}");
        if (options.IsTls)
        {
            Console.WriteLine($"clients of the API trust {DevCertificate.PathIn(options.DataFolder)}");
        }

        Console.WriteLine(PublicationOption.Describe(options.Publication));
        await host.BeginAsync(cancel);
        Console.WriteLine(
            $"{host.Serve.Pumps.Statuses.Count} subscriptions ACTIVE; platform clock {host.Feeder.Position:yyyy-MM-dd HH:mm} UTC"
        );
        screen = new DevScreen(host, TimeProvider.System);
        using var showing = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var shown = screen.RunAsync(showing.Token);
        try
        {
            await PlayAsync(host, options, cancel);
        }
        finally
        {
            await showing.CancelAsync();
            await shown;
        }

        var reconciliation = await host.ReconcileAsync(cancel);
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        AnsiConsole.Write(ReconciliationReport.Totals(reconciliation));
        AnsiConsole.Write(ReconciliationReport.Summary(reconciliation));
        Console.WriteLine(reconciliation.Agrees ? "all sums agree" : "SUMS DIFFER");
        return reconciliation.Agrees ? 0 : 1;
    }

    /// <summary>The steps of <c>--for</c> at once, and where it does not exit then, steps at the stated speed for ever.</summary>
    private static async Task PlayAsync(DevHost host, DevOptions options, CancellationToken cancel)
    {
        var until = host.Feeder.Position + (options.For ?? TimeSpan.Zero);
        while (host.Feeder.Position < until)
        {
            await host.StepAsync(cancel);
        }

        while (!options.Exit)
        {
            var began = TimeProvider.System.GetTimestamp();
            await host.StepAsync(cancel);
            var left = (VirtualPlatform.Slice / options.Speed) - TimeProvider.System.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, TimeProvider.System, cancel);
            }
        }
    }

    private static bool TryReadSpan(string? text, out TimeSpan? span)
    {
        span = null;
        if (text is null)
        {
            return true;
        }

        var isRead = double.TryParse(
            text.AsSpan(0, Math.Max(0, text.Length - 1)),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        );
        span = text.LastOrDefault() switch
        {
            'h' => TimeSpan.FromHours(Math.Min(number, 100_000)),
            'm' => TimeSpan.FromMinutes(Math.Min(number, 6_000_000)),
            _ => TimeSpan.Zero,
        };
        return isRead && span > TimeSpan.Zero && span.Value.Ticks % VirtualPlatform.Slice.Ticks == 0;
    }
}
