using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.App.Settings;
using Millrace.Destinations;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Ports;
using Millrace.Server.Api;

namespace Millrace.App.Checkup;

/// <summary>millrace doctor: what keeps messages from a queue or stream, before a subscription is made or later.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Shown = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Build()
    {
        var arn = new Argument<string>("ARN") { Description = "Of an SQS queue, or of a Firehose stream." };
        var dataset = PublisherOptions.Dataset();
        var realm = PublisherOptions.Realm();
        var profile = PublisherOptions.Profile();
        var principal = PublisherOptions.Principal();
        var deployment = DeploymentOption.Build();
        var subscriber = new Option<string?>("--subscriber-role") { Description = "Of a stream: ARN of the subscriber role." };
        var subscription = new Option<string?>("--subscription-role")
        {
            Description = "Of a stream: ARN of the subscription role.",
        };
        var client = new Option<string?>("--client-id")
        {
            Description = "Of a stream: the API client's id, the external id of the roles.",
        };
        var sqs = AppOptions.Address("--sqs-endpoint", "A stand-in for SQS. Default: AWS, by the process's own role.");
        var firehose = AppOptions.Address(
            "--firehose-endpoint",
            "A stand-in for Firehose and STS. Default: that of SQS, or AWS."
        );
        var format = new Option<DoctorFormat>("--format")
        {
            Description = "text or json.",
            DefaultValueFactory = _ => DoctorFormat.Text,
        };
        var command = new Command(
            "doctor",
            "Say what keeps messages from a queue or stream, and what to paste. It sends nothing."
        )
        {
            arn,
            dataset,
            realm,
            profile,
            principal,
            deployment,
            subscriber,
            subscription,
            client,
            sqs,
            firehose,
            format,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var named = parsed.GetValue(arn)!;
                var isStream = named.Contains(":firehose:", StringComparison.Ordinal);
                if (isStream && (parsed.GetValue(subscriber) is null || parsed.GetValue(subscription) is null))
                {
                    await Console.Error.WriteLineAsync(
                        "A stream is entered by roles: give --subscriber-role and --subscription-role."
                    );
                    return 1;
                }

                var access = isStream
                    ? new FirehoseAccess(
                        parsed.GetValue(subscriber)!,
                        parsed.GetValue(subscription)!,
                        false,
                        parsed.GetValue(client) ?? "millrace-doctor",
                        "millrace-doctor",
                        parsed.GetValue(dataset)!
                    )
                    : null;
                var (queues, streams) = StandInAccess.Open(parsed.GetValue(sqs), parsed.GetValue(firehose));
                using var opened = new DestinationFactory(queues, streams);
                var doctor = new Doctor(
                    new DestinationInspector(queues, streams),
                    PublisherOptions.Doctor(parsed, profile, principal, deployment),
                    TimeProvider.System
                );
                var diagnosis = await doctor.ExamineAsync(
                    new DestinationAddress(named, access),
                    parsed.GetValue(dataset)!,
                    parsed.GetValue(realm)!,
                    cancel
                );
                await Console.Out.WriteAsync(
                    parsed.GetValue(format) == DoctorFormat.Json
                        ? DiagnosisJson.Write(diagnosis).ToJsonString(Shown) + "\n"
                        : DoctorText.Write(diagnosis)
                );
                return diagnosis.FirstError is null ? 0 : 1;
            }
        );
        return command;
    }
}
