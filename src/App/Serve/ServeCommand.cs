using System.CommandLine;
using System.Globalization;
using Millrace.Engine.Publication;

namespace Millrace.App.Serve;

/// <summary>millrace serve: the serving side as a process of its own.</summary>
internal static class ServeCommand
{
    public static Command Build()
    {
        var data = AppOptions.Data();
        var listen = AppOptions.Listen("http://127.0.0.1:8700");
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "How subscribers reach this server. Default: the address it listens at.",
        };
        var sqs = AppOptions.Address("--sqs-endpoint", "A stand-in for SQS. Default: AWS, by the process's own role.");
        var clock = new Option<string?>("--virtual-clock")
        {
            Description = "Platform time begins here (ISO 8601) and is set by POST /sandbox/v1/clock.",
        };
        var publication = PublicationOption.Build();
        var command = new Command("serve", "Take events in, publish deltas, answer the API, deliver.")
        {
            data,
            listen,
            publicUrl,
            sqs,
            clock,
            publication,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                DateTimeOffset? start = null;
                if (parsed.GetValue(clock) is { } text)
                {
                    if (
                        !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                    )
                    {
                        await Console.Error.WriteLineAsync(
                            $"--virtual-clock: '{text}' is not an ISO 8601 time, such as 2026-07-06T00:00:00Z."
                        );
                        return 1;
                    }

                    start = time;
                }

                var options = new ServeOptions
                {
                    DataFolder = parsed.GetValue(data)!.FullName,
                    Listen = parsed.GetValue(listen)!,
                    PublicUrl = parsed.GetValue(publicUrl),
                    SqsEndpoint = parsed.GetValue(sqs),
                    VirtualStart = start,
                    Publication = parsed.GetValue(publication) ?? PublicationPolicies.Default,
                };
                return await AppRun.UntilStoppedAsync(
                    () => ServeHost.StartAsync(options, Console.Error.WriteLine, cancel),
                    host => $"{PublicationOption.Describe(options.Publication)}\nserving at {host.Address}",
                    cancel
                );
            }
        );
        return command;
    }
}
