using Millrace.EndToEnd.Queues;

namespace Millrace.EndToEnd.StandIns;

/// <summary>
/// Clients that nobody here wrote, each a process of its own, with all stand-ins: they assume a role and go on with its credentials,
/// whose signatures the stand-ins verify.
/// </summary>
public sealed class OtherClientsTests(AllStandIns standIns, FauxqsServer fauxqs)
    : IClassFixture<AllStandIns>,
        IClassFixture<FauxqsServer>
{
    [Fact]
    public async Task Sdk_for_javascript_finds_the_stand_ins_to_do_what_aws_does() =>
        await HoldsAsync("node", Suite("suite_sdk.mjs"), Packages(), Endpoint, await standIns.StreamAsync());

    [Fact]
    public Task Sdk_for_javascript_finds_objects_in_the_stand_in_as_in_s3() =>
        HoldsAsync("node", Suite("suite_objects.mjs"), Packages(), Endpoint);

    /// <summary>So that the suite is not a mirror of our own reading of S3.</summary>
    [Fact]
    public Task Sdk_for_javascript_finds_the_same_objects_in_a_server_of_other_people() =>
        HoldsAsync("node", Suite("suite_objects.mjs"), Packages(), fauxqs.Endpoint.ToString().TrimEnd('/'));

    /// <summary>Debian's boto3, and another version where there is one.</summary>
    public static async Task<IEnumerable<TheoryDataRow<string>>> Boto3s()
    {
        var rows = new List<TheoryDataRow<string>>();
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            if (await ClientProcess.TryAsync(python, "-c", "import boto3") is not null)
            {
                rows.Add(new(python));
            }
        }

        return rows.Count > 0 ? rows : [new("")];
    }

    [Theory]
    [MemberData(nameof(Boto3s))]
    public async Task Boto3_finds_the_stand_ins_to_do_what_aws_does(string python)
    {
        if (python.Length == 0)
        {
            Missing.Report("boto3");
        }

        await HoldsAsync(python, "-B", Suite("suite_boto3.py"), Endpoint, await standIns.StreamAsync());
    }

    [Fact]
    public async Task Aws_cli_finds_the_stand_ins_to_do_what_aws_does()
    {
        var aws = OtherPrograms.Find("/usr/bin/aws", "aws");
        if (aws is null)
        {
            Missing.Report("The AWS CLI");
        }

        await HoldsAsync(Suite("suite_awscli.sh"), aws!, Endpoint, await standIns.StreamAsync());
    }

    private string Endpoint => standIns.Endpoint.ToString().TrimEnd('/');

    private static string Packages()
    {
        var packages = Path.Combine(RepositoryFiles.Root, "artifacts", "npm");
        if (!Directory.Exists(Path.Combine(packages, "node_modules", "@aws-sdk", "client-firehose")))
        {
            Missing.Report("The AWS SDK for JavaScript");
        }

        return packages;
    }

    private static string Suite(string name) => Path.Combine(RepositoryFiles.Root, "tests", "EndToEnd", "StandIns", name);

    private static async Task HoldsAsync(string program, params string[] arguments)
    {
        var (code, output) = await ClientProcess.RunAsync(program, arguments);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        code.ShouldBe(0, output);
    }
}
