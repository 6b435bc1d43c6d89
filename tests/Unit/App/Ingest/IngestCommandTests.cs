using Millrace.App.Ingest;

namespace Millrace.Unit.App.Ingest;

public sealed class IngestCommandTests
{
    private const string OneQuery = "Give a query by --sql or by --file, one of them.";

    [Theory]
    [InlineData("--sql X --import", "")]
    [InlineData("--sql X --to entities", "")]
    [InlineData("--sql X --set a=1 --set b=c=d", "")]
    [InlineData("--sql X --import --to entities", "Leave --import out: it is for events, and entities have no age.")]
    [InlineData("--sql X --import --to products", "Leave --import out: it is for events, and products have no age.")]
    [InlineData("--to entities", OneQuery)]
    [InlineData("--sql X --set a", "Give --set as NAME=VALUE, not as a.")]
    [InlineData("--sql X --set =1", "Give --set as NAME=VALUE, not as =1.")]
    [InlineData("--sql X --batch-lines 0", "--batch-lines must be at least 1.")]
    public void What_cannot_be_meant_is_refused_before_anything_is_sent(string arguments, string fault) =>
        Errors(arguments.Split(' ')).ShouldBe(fault.Length == 0 ? [] : [fault]);

    [Fact]
    public void A_query_is_given_once_and_its_file_is_there()
    {
        Errors("--sql", "X", "-f", Path.Combine(AppContext.BaseDirectory, "Millrace.Unit.dll")).ShouldBe([OneQuery]);
        Errors("-f", "no-such-file.sql").ShouldHaveSingleItem().ShouldContain("no-such-file.sql");
    }

    private static IEnumerable<string> Errors(params string[] arguments) =>
        IngestCommand.Build().Parse(arguments).Errors.Select(error => error.Message);
}
