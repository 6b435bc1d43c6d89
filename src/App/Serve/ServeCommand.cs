using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Millrace.App.Checkup;
using Millrace.App.Settings;
using Millrace.Engine.Publication;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Replays;
using Millrace.Runtime.Retention;
using Millrace.Runtime.Space;
using Millrace.Server.Http;

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
        var deployment = DeploymentOption.Build();
        var tls = new Option<string?>("--tls") { Description = "dev: https by a certificate made for development." };
        tls.AcceptOnlyFromAmong("dev");
        var sqs = AppOptions.Address("--sqs-endpoint", "A stand-in for SQS. Default: AWS, by the process's own role.");
        var firehose = AppOptions.Address(
            "--firehose-endpoint",
            "A stand-in for Firehose and STS. Default: that of --sqs-endpoint, or AWS, by the process's own role."
        );
        var profile = PublisherOptions.Profile();
        var principal = PublisherOptions.Principal();
        var clock = new Option<string?>("--virtual-clock")
        {
            Description = "Platform time begins here (ISO 8601) and is set by POST /sandbox/v1/clock.",
        };
        var rate = new Option<double>("--calls-per-second")
        {
            Description = "How often one client may call the subscription APIs in the long run.",
            DefaultValueFactory = _ => new ClientRateOptions().PerSecond,
        };
        var burst = new Option<int>("--calls-at-once")
        {
            Description = "How many calls one client may make at once after a pause.",
            DefaultValueFactory = _ => new ClientRateOptions().BurstMax,
        };
        var replay = new Option<int>("--replay-records-per-second")
        {
            Description = "How many records a second one replay sends at most.",
            DefaultValueFactory = _ => new ReplayOptions().RecordsPerSecond,
        };
        var retention = new Option<int>("--retention-days")
        {
            Description = "How many days what was published is kept, for subscribers that have not got it and for replays.",
            DefaultValueFactory = _ => (int)new RetentionOptions().Kept!.Value.TotalDays,
        };
        var scrub = new Option<int>("--scrub-hours")
        {
            Description = "Hours after which the ledger's file is written anew when shoppers were erased; 0: at once, each time.",
            DefaultValueFactory = _ => (int)Eraser.UsualScrubAfter.TotalHours,
        };
        scrub.Validators.Add(result => AtLeast(result, scrub, 0));
        retention.Validators.Add(result => AtLeast(result, retention, 1));
        replay.Validators.Add(result => AtLeast(result, replay, 1));
        rate.Validators.Add(result => AtLeast(result, rate, 0.001));
        burst.Validators.Add(result => AtLeast(result, burst, 1));
        var space = SpaceOption.Build();
        var publication = PublicationOption.Build();
        var command = new Command("serve", "Take events in, publish deltas, answer the API, deliver.")
        {
            data,
            listen,
            publicUrl,
            deployment,
            tls,
            sqs,
            firehose,
            profile,
            principal,
            clock,
            rate,
            burst,
            replay,
            retention,
            scrub,
            space,
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

                var settings = parsed.GetValue(deployment)!;
                var options = new ServeOptions
                {
                    DataFolder = parsed.GetValue(data)!.FullName,
                    Listen = parsed.GetValue(listen)!,
                    PublicUrl = parsed.GetValue(publicUrl),
                    Deployment = parsed.GetValue(tls) is null ? settings : settings with { Tls = new TlsSettings { Dev = true } },
                    SqsEndpoint = parsed.GetValue(sqs),
                    FirehoseEndpoint = parsed.GetValue(firehose),
                    Doctor = new DoctorOptions { Profile = parsed.GetValue(profile), Principal = parsed.GetValue(principal) },
                    VirtualStart = start,
                    Rates = new ClientRateOptions { PerSecond = parsed.GetValue(rate), BurstMax = parsed.GetValue(burst) },
                    Replays = new ReplayOptions { RecordsPerSecond = parsed.GetValue(replay) },
                    Retention = new RetentionOptions { Kept = TimeSpan.FromDays(parsed.GetValue(retention)) },
                    ScrubAfter = TimeSpan.FromHours(parsed.GetValue(scrub)),
                    Space = new SpaceOptions { FreeBytesMin = parsed.GetValue(space) },
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

    private static void AtLeast<T>(OptionResult result, Option<T> option, T min)
        where T : IComparable<T>
    {
        if (result.GetValueOrDefault<T>() is { } value && value.CompareTo(min) < 0)
        {
            result.AddError($"{option.Name} must be at least {min}.");
        }
    }
}
