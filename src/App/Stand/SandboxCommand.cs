using System.CommandLine;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Stand;

/// <summary>
/// millrace sandbox: the stand-ins for SQS, S3, STS and Firehose as a process of their own, and where a server is named, the virtual
/// ad platform that feeds it.
/// </summary>
internal static class SandboxCommand
{
    public static Command Build()
    {
        var data = AppOptions.Data();
        var listen = AppOptions.Listen("http://127.0.0.1:8701");
        var queues = new Option<string[]>("--queue")
        {
            Description = "ARN of a queue to make; may be given more than once.",
            DefaultValueFactory = _ => [],
        };
        var streams = new Option<string[]>("--stream")
        {
            Description =
                $"ARN of a Firehose stream to make, whose records land in the bucket {StandInHost.BucketName}; may be given more than once.",
            DefaultValueFactory = _ => [],
        };
        var policies = new Option<StandInPolicies>("--policies")
        {
            Description =
                "Whose calls the policies of queues are held against: production (the role that the publisher stands for), compat (Amazon's topics and reviewer), or none.",
            DefaultValueFactory = _ => StandInPolicies.None,
        };
        var server = AppOptions.Address("--server", "A server with a virtual clock, to be fed by the virtual ad platform.");
        var key = new Option<string?>("--key")
        {
            Description = "The ingest key for --server; its accounts must be those of the platform.",
        };
        var seed = new Option<long>("--seed") { Description = "Seed of the virtual ad platform.", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "Virtual seconds a second.", DefaultValueFactory = _ => 60 };
        var command = new Command("sandbox", "Run the stand-ins for SQS, S3, STS and Firehose, and a virtual ad platform.")
        {
            data,
            listen,
            queues,
            streams,
            policies,
            server,
            key,
            seed,
            speed,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var folder = parsed.GetValue(data)!.FullName;
                var (address, secret) = (parsed.GetValue(server), parsed.GetValue(key));
                var feeds = address is not null && secret is not null;
                using var http = ServerHttp.Create(address, TimeSpan.FromSeconds(100));
                return await AppRun.UntilStoppedAsync(
                    () =>
                        StartAsync(
                            folder,
                            parsed.GetValue(listen)!,
                            parsed.GetValue(queues)!,
                            parsed.GetValue(streams)!,
                            parsed.GetValue(policies),
                            cancel
                        ),
                    host => $"SQS, S3, STS and Firehose at {host.Address}" + (feeds ? $", feeding {address}" : ""),
                    cancel,
                    () =>
                        feeds
                            ? FeedAsync(http, secret!, folder, parsed.GetValue(seed), parsed.GetValue(speed), cancel)
                            : Task.CompletedTask
                );
            }
        );
        return command;
    }

    private static async Task<StandInHost> StartAsync(
        string folder,
        Uri listen,
        string[] queues,
        string[] streams,
        StandInPolicies policies,
        CancellationToken cancel
    )
    {
        var host = await StandInHost.StartAsync(folder, listen, cancel, policies);
        try
        {
            await host.CreateAsync(queues, streams, cancel);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static async Task FeedAsync(
        HttpClient http,
        string key,
        string folder,
        long seed,
        double speed,
        CancellationToken cancel
    )
    {
        var platform = new VirtualPlatform(seed, new VirtualPlatformOptions());
        var options = new FeederOptions { IngestKey = key, ProgressFile = Path.Combine(folder, "feed.json") };
        var feeder = new Feeder(http, platform, new Books(), options, TimeProvider.System);
        feeder.Resume(cancel);
        await feeder.PutEntitiesAsync(cancel);
        while (true)
        {
            var to = feeder.Position + VirtualPlatform.Slice;
            await feeder.PostStepAsync(feeder.Position, to, cancel);
            await feeder.SetClockAsync(to, cancel);
            await Task.Delay(VirtualPlatform.Slice / speed, TimeProvider.System, cancel);
        }
    }
}
