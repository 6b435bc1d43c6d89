using Millrace.EndToEnd.Processes;
using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd.Handshakes;

/// <summary>Clients that nobody here wrote take the confirmation from the queue and follow it, as they would with SNS.</summary>
public sealed class OtherClientsTests
{
    [Fact]
    public async Task The_sdk_boto3_and_the_cli_confirm_what_they_find_in_their_queues()
    {
        var packages = Path.Combine(RepositoryFiles.Root, "artifacts", "npm");
        if (!Directory.Exists(Path.Combine(packages, "node_modules", "@aws-sdk", "client-sns")))
        {
            Missing.Report("The AWS SDK for JavaScript");
        }

        if (await ClientProcess.TryAsync("python3", "-c", "import boto3") is null)
        {
            Missing.Report("boto3");
        }

        var aws = OtherPrograms.Find("/usr/bin/aws", "aws");
        if (aws is null)
        {
            Missing.Report("The AWS CLI");
        }

        await using var stack = await Stack.StartAsync("Asia/Singapore", virtualStart: null);
        (string Name, string Program, string[] Arguments)[] clients =
        [
            ("sdk", "node", [Suite("confirm_sdk.mjs"), packages]),
            ("boto3", "python3", ["-B", Suite("confirm_boto3.py")]),
            ("awscli", Suite("confirm_awscli.sh"), [aws!]),
        ];
        foreach (var (name, program, arguments) in clients)
        {
            await stack.CreateQueueAsync(name);
            var queue = $"{stack.StandIns}000000000000/{name}";
            var confirming = ClientProcess.RunAsync(program, [.. arguments, stack.StandIns.ToString(), stack.Address, queue]);
            var arn = new { sqsDestination = new { queueArn = $"arn:aws:sqs:us-west-2:000000000000:{name}" } };
            var subscribing = stack.SubscribeAsync($"other-clients-{name}-0000000000", arn, "sp-conversion");

            var (code, output) = await confirming;
            code.ShouldBe(0, $"{name}: {output}");

            // Behind it may stand what the client says of itself.
            var id = output.Split('\n')[0].Trim();
            id.ShouldBe(await subscribing, name);

            // Two subscriptions of a client to one stream are the most.
            await stack.ArchiveAsync(id);
        }
    }

    private static string Suite(string name) => Path.Combine(RepositoryFiles.Root, "tests", "EndToEnd", "Handshakes", name);
}
