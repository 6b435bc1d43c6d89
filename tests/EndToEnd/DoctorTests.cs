using System.Text.Json;
using Millrace.EndToEnd.Processes;
using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd;

/// <summary>Real processes: boto3 sets each wrong policy, millrace doctor says so, and with what it prints the queue takes what is sent.</summary>
public sealed class DoctorTests
{
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:deltas";
    private const string Record = """{"dataset_id":"sp-traffic","clicks":1}""";
    private const string Look =
        """{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/millrace","arn:aws:iam::926844853897:role/ReviewerRole"]},"Action":"sqs:Get*","Resource":"*"}""";

    /// <summary>Statements beside the one that lets everybody concerned look.</summary>
    private static readonly (string Profile, string Code, string Statement)[] Wrong =
    [
        ("production", "OnlyOriginalAdmitted", Topics("arn:aws:sns:us-east-1:906013806264:*", Queue)),
        ("production", "SendMessageMissing", Role("arn:aws:iam::444455556666:role/other", Queue)),
        ("production", "QueuePolicyOfOtherResource", Role("arn:aws:iam::111122223333:role/millrace", Queue + "2")),
        ("compat", "TopicAccountWrong", Topics("arn:aws:sns:us-east-1:802324068763:*", Queue)),
        ("compat", "QueuePolicyOfOtherResource", Topics("arn:aws:sns:us-east-1:906013806264:*", Queue + "2")),
        ("compat", "SenderNotAdmitted", Role("arn:aws:iam::111122223333:role/millrace", Queue)),
    ];

    [Theory]
    [InlineData("production")]
    [InlineData("compat")]
    public async Task Wrong_policies_are_told_and_what_is_printed_lets_messages_in(string profile)
    {
        if (await ClientProcess.TryAsync("python3", "-c", "import boto3") is null)
        {
            Missing.Report("boto3");
        }

        var folder = Directory.CreateTempSubdirectory("millrace-doctor");
        try
        {
            await using var sandbox = await MillraceProcess.StartAsync(
                "sandbox",
                "--data",
                folder.FullName,
                "--listen",
                "http://127.0.0.1:0",
                "--queue",
                Queue,
                "--policies",
                profile
            );
            var endpoint = sandbox.Address.ToString();
            (await Boto3Async(endpoint, "send", Record)).ShouldContain("AccessDenied");
            foreach (var (_, code, statement) in Wrong.Where(one => one.Profile == profile))
            {
                await Boto3Async(endpoint, "set", $$"""{"Version":"2012-10-17","Statement":[{{Look}},{{statement}}]}""");
                (await Boto3Async(endpoint, "send", Record)).ShouldContain("AccessDenied");

                var (exit, diagnosis) = await DoctorAsync(endpoint, profile);

                exit.ShouldBe(1, diagnosis.ToString());
                var finding = diagnosis.GetProperty("findings")[0];
                finding.GetProperty("code").GetString().ShouldBe(code);
                await Boto3Async(endpoint, "set", finding.GetProperty("policy").GetRawText());
                (await DoctorAsync(endpoint, profile)).Exit.ShouldBe(0);
                (await Boto3Async(endpoint, "send", Record)).Trim().ShouldBe("taken");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Boto3Async(string endpoint, string what, string text)
    {
        var (code, output) = await ClientProcess.RunAsync(
            "python3",
            "-B",
            RepositoryFiles.Suite("policy_boto3.py"),
            endpoint,
            what,
            text
        );
        code.ShouldBe(0, output);
        return output;
    }

    private static async Task<(int Exit, JsonElement Diagnosis)> DoctorAsync(string endpoint, string profile)
    {
        var (exit, output) = await ClientProcess.RunAsync(
            "dotnet",
            Path.Combine(RepositoryFiles.Root, "artifacts", "bin", "App", "release", "millrace.dll"),
            "doctor",
            Queue,
            "--dataset",
            "sp-traffic",
            "--realm",
            "US",
            "--profile",
            profile,
            "--sqs-endpoint",
            endpoint,
            "--format",
            "json"
        );
        return (exit, JsonSerializer.Deserialize<JsonElement>(output));
    }

    private static string Topics(string source, string resource) =>
        $$$"""{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"SQS:SendMessage","Resource":"{{{resource}}}","Condition":{"ArnEquals":{"aws:SourceArn":"{{{source}}}"} } }""";

    private static string Role(string arn, string resource) =>
        $$$"""{"Effect":"Allow","Principal":{"AWS":"{{{arn}}}"},"Action":"sqs:SendMessage","Resource":"{{{resource}}}"}""";
}
