namespace Millrace.EndToEnd.Queues;

/// <summary>The suite by clients of other languages, each a process of its own.</summary>
public sealed class OtherClientsTests(StandInServer standIn, FauxqsServer fauxqs)
    : IClassFixture<StandInServer>,
        IClassFixture<FauxqsServer>
{
    /// <summary>Says how boto3 speaks: from 1.28.82 on JSON, before that Query.</summary>
    private const string Speaks =
        "import boto3; print('json' if tuple(map(int, boto3.__version__.split('.'))) >= (1, 28, 82) else 'query')";

    /// <summary>
    /// Each boto3 on this machine with each server that speaks its protocol. Debian's speaks Query, which fauxqs answers for SNS
    /// only; a newer one, where there is one, speaks JSON.
    /// </summary>
    public static async Task<IEnumerable<TheoryDataRow<string, string>>> Boto3s()
    {
        var rows = new List<TheoryDataRow<string, string>>();
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            if (await ClientProcess.TryAsync(python, "-c", Speaks) is { } speaks)
            {
                rows.Add(new(python, nameof(StandInServer)));
                if (speaks.Trim() == "json")
                {
                    rows.Add(new(python, nameof(FauxqsServer)));
                }
            }
        }

        return rows.Count > 0 ? rows : [new("", nameof(StandInServer))];
    }

    [Theory]
    [MemberData(nameof(Boto3s))]
    public async Task Boto3_finds_the_server_to_do_what_queues_do(string python, string server)
    {
        if (python.Length == 0)
        {
            Missing.Report("boto3");
        }

        var ours = server == nameof(StandInServer);
        var endpoint = (ours ? standIn.Endpoint : fauxqs.Endpoint).ToString();
        string[] arguments =
        [
            "-B",
            RepositoryFiles.Suite("suite_boto3.py"),
            endpoint,
            .. ours ? (string[])[] : ["--only-common"],
        ];

        var (code, output) = await ClientProcess.RunAsync(python, arguments);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        code.ShouldBe(0, output);
    }

    [Fact]
    public async Task Aws_cli_finds_the_stand_in_to_do_what_queues_do()
    {
        var aws = OtherPrograms.Find("/usr/bin/aws", "aws");
        if (aws is null)
        {
            Missing.Report("The AWS CLI");
        }

        var (code, output) = await ClientProcess.RunAsync(
            RepositoryFiles.Suite("suite_awscli.sh"),
            aws!,
            standIn.Endpoint.ToString()
        );

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        code.ShouldBe(0, output);
    }
}
