using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Landing;

namespace Millrace.App.Land;

/// <summary>millrace land: the subscriber's side, from queues into a table that SQL can ask.</summary>
internal static class LandCommand
{
    public static Command Build()
    {
        var queues = new Option<string[]>("--queue")
        {
            Description = "A queue's ARN or URL; may be given several times.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var region = new Option<string>("--region")
        {
            Description = "The region of queue URLs that do not name one.",
            DefaultValueFactory = _ => "us-east-1",
        };
        var endpoint = AppOptions.Address("--sqs-endpoint", "The address of another SQS than AWS's.");
        var hosts = new Option<string[]>("--allow-host")
        {
            Description = "A host (or host:port) that confirmations may lead to, besides SNS of the stream's regions.",
            AllowMultipleArgumentsPerToken = true,
        };
        var trust = new Option<string?>("--trust")
        {
            Description = "A PEM file with a certificate to trust besides those of the machine, for confirmations over https.",
            HelpName = "FILE.pem",
        };
        var data = AppOptions.Data();
        var listen = AppOptions.Listen("http://127.0.0.1:0");
        var command = new Command(
            "land",
            "Receive from queues, confirm subscriptions, and keep the records where SQL can ask them."
        )
        {
            queues,
            region,
            endpoint,
            hosts,
            trust,
            data,
            listen,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    var options = new LandingOptions
                    {
                        Queues = [.. parsed.GetValue(queues)!.Select(text => Queue(text, parsed.GetValue(region)!))],
                        ServiceUrl = parsed.GetValue(endpoint),
                        TrustFile = parsed.GetValue(trust),
                    };
                    options = options with { AllowedHosts = [.. options.AllowedHosts, .. parsed.GetValue(hosts) ?? []] };
                    return await RunAsync(parsed.GetValue(data)!.ToString(), parsed.GetValue(listen)!, options, cancel);
                }
                catch (Exception fault) when (fault is LandingException or IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync(fault.Message);
                    return 1;
                }
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(string data, Uri listen, LandingOptions options, CancellationToken cancel)
    {
        var host = await LandingHost.StartAsync(data, listen, options, TimeProvider.System, Log, cancel);
        await using (host)
        {
            Console.WriteLine($"Landing {string.Join(", ", options.Queues.Select(queue => queue.Text))}");
            Console.WriteLine($"  into     {host.Store.File}");
            Console.WriteLine($"  SQL at   {new Uri(host.Endpoint, "query")}   (millrace query --data {data})");
            Console.WriteLine($"  confirms {string.Join(", ", options.AllowedHosts)}");
            Console.WriteLine("Ctrl-C ends it.");
            var asked = new TaskCompletionSource();
            await using var registration = cancel.Register(asked.SetResult);
            await await Task.WhenAny(asked.Task, host.Completion);
        }

        var counts = host.Counters;
        Console.WriteLine(
            $"Received {counts.Received}: stored {counts.Stored}, duplicates {counts.Duplicates}, "
                + $"quarantined {counts.Quarantined}, confirmed {counts.Confirmed}."
        );
        return 0;
    }

    private static void Log(ILoggingBuilder log) =>
        log.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            })
            .AddFilter("Microsoft", LogLevel.Warning);

    private static LandingQueue Queue(string text, string region) =>
        LandingQueue.TryParse(text, region, out var queue, out var problem) ? queue : throw new LandingException(problem);
}
