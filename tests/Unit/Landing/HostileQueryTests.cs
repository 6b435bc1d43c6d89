using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Landing.Querying;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Landing;

/// <summary>The query endpoint against requests and statements that mean no good.</summary>
[Collection(nameof(Alone))]
public sealed class HostileQueryTests : IAsyncLifetime
{
    private static readonly HostileTarget Target = new(
        "POST",
        QueryEndpoint.Path,
        ["Content-Type: text/plain"],
        "SELECT 1",
        new QueryOptions().SqlCharactersMax
    );

    /// <summary>Files, settings, other databases, extensions, several statements, and what does not end.</summary>
    private static readonly string[] Refused =
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "FROM glob('/*')",
        "SELECT * FROM read_text('http://127.0.0.1:1/x')",
        "SELECT getenv('PATH')",
        "COPY (SELECT 1) TO '/tmp/millrace-query-out'",
        "ATTACH '/tmp/millrace-query.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "SELECT 1; DROP TABLE x",
        "CREATE TABLE x(a INT)",
        "WITH x AS (SELECT 1) INSERT INTO x SELECT 1",
        "/* SELECT */ DELETE FROM x",
        "EXPLAIN ANALYZE INSERT INTO x SELECT 1",
        "SELECT nextval('x')",
        "SELECT pg_sleep(60)",
        "",
        ";;;;",
        "SELECT '\0'",
        "SELECT \"",
        "SELECT 1e999::DECIMAL(38,0)",
        "SELECT * FROM range(99999999999999999999)",
    ];

    private readonly ErrorLog log = new();
    private LandingRig rig = null!;
    private WebApplication web = null!;

    private Uri Address => new(web.Urls.First());

    public async ValueTask InitializeAsync()
    {
        rig = await LandingRig.OpenAsync();
        await rig.LandAsync(LandingRig.Record(LandingRig.Id(1)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        web = builder.Build();
        QueryEndpoint.MapQuery(web, rig.Store, new QueryOptions { Timeout = TimeSpan.FromSeconds(1) });
        await web.StartAsync(LandingRig.Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task What_is_odd_is_refused_and_the_next_query_is_answered()
    {
        var siege = new Siege(Address, log);
        await siege.SendAsync(HostileFrames.Of(Target).Concat(HostileBodies.Of(Target)), LandingRig.Cancel);
        siege.Faults.ShouldBeEmpty();
        log.Lines.ShouldBeEmpty();
        await AnswersAsync();
    }

    [Fact]
    public async Task Statements_that_reach_out_write_or_are_none_are_refused()
    {
        foreach (var sql in Refused)
        {
            var answer = await AskAsync(sql);
            answer.Status.ShouldBe(400, $"{sql}: {answer.Text}");
        }

        log.Lines.ShouldBeEmpty();
        await AnswersAsync();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b")]
    [InlineData("WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t")]
    public async Task What_does_not_end_is_ended(string sql)
    {
        var answer = await AskAsync(sql);
        answer.Status.ShouldBe(400, answer.Text);
        await AnswersAsync();
    }

    [Fact]
    public async Task Memory_does_not_grow_with_hostile_queries()
    {
        const long growthBytesMax = 8 << 20;
        for (var round = 0; round < 4; round++)
        {
            await RoundAsync();
        }

        var before = HeldMemory.Bytes();
        for (var round = 0; round < 4; round++)
        {
            await RoundAsync();
        }

        (HeldMemory.Bytes() - before).ShouldBeLessThan(growthBytesMax);
    }

    private async Task RoundAsync()
    {
        foreach (var sql in Refused)
        {
            await AskAsync(sql);
        }

        await new Siege(Address, log).SendAsync(HostileBodies.Of(Target), LandingRig.Cancel);
    }

    private async Task AnswersAsync() => (await AskAsync($"SELECT count(*) FROM {LandingRig.Table}")).Status.ShouldBe(200);

    private Task<RawAnswer> AskAsync(string sql) =>
        RawHttp.SendAsync(
            Address,
            RawHttp.Request("POST", QueryEndpoint.Path, Target.Headers, Encoding.UTF8.GetBytes(sql)),
            LandingRig.Cancel
        );
}
