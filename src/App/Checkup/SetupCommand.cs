using System.CommandLine;
using Millrace.App.Settings;
using Millrace.Destinations;
using Millrace.Runtime.Diagnosis;
using Millrace.Runtime.Setup;

namespace Millrace.App.Checkup;

/// <summary>millrace setup: what a subscriber makes in its AWS account, ready to be used.</summary>
internal static class SetupCommand
{
    public static Command Build()
    {
        var dataset = PublisherOptions.Dataset();
        var realm = PublisherOptions.Realm();
        var profile = PublisherOptions.Profile();
        var principal = PublisherOptions.Principal();
        var deployment = DeploymentOption.Build();
        var destination = new Option<SetupDestination>("--destination")
        {
            Description = "sqs, or firehose: a stream to S3 with its roles.",
            DefaultValueFactory = _ => SetupDestination.Sqs,
        };
        var format = new Option<SetupFormat>("--format")
        {
            Description = "policy (JSON), cloudformation (YAML) or terraform.",
            DefaultValueFactory = _ => SetupFormat.Policy,
        };
        var client = new Option<string?>("--client-id")
        {
            Description = "The API client's id, for which the roles of a stream ask. Default: a parameter of the template.",
        };
        var arn = new Option<string?>("--arn") { Description = "Of a queue or stream that is there, for the policy of it." };
        var firehose = AppOptions.Address(
            "--firehose-endpoint",
            "A stand-in for STS, which is asked for the principal. Default: AWS."
        );
        var command = new Command("setup", "Print the policies, or a template, of a destination.")
        {
            dataset,
            realm,
            profile,
            principal,
            deployment,
            destination,
            format,
            client,
            arn,
            firehose,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var (queues, streams) = StandInAccess.Open(null, parsed.GetValue(firehose));
                using var opened = new DestinationFactory(queues, streams);
                var doctor = new Doctor(
                    new DestinationInspector(queues, streams),
                    PublisherOptions.Doctor(parsed, profile, principal, deployment),
                    TimeProvider.System
                );
                var place = parsed.GetValue(realm)!;
                var publisher = await doctor.PublisherAsync(parsed.GetValue(dataset)!, place, cancel);
                if (publisher is null)
                {
                    await Console.Error.WriteLineAsync($"{parsed.GetValue(dataset)} is not published in {place.Id}.");
                    return 1;
                }

                if (publisher.Sender.Name == Doctor.UnknownPrincipal)
                {
                    await Console.Error.WriteLineAsync(
                        "As which role the deployment sends could not be found out: name it by --principal."
                    );
                    return 1;
                }

                var order = new SetupOrder(
                    parsed.GetValue(dataset)!,
                    place,
                    publisher,
                    parsed.GetValue(destination) == SetupDestination.Firehose,
                    parsed.GetValue(client)
                );
                await Console.Out.WriteAsync(SetupText.Write(order, parsed.GetValue(format), parsed.GetValue(arn)));
                return 0;
            }
        );
        return command;
    }
}
