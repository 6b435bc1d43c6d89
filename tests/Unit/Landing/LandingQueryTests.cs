using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Millrace.App.Query;
using Millrace.Landing;
using Millrace.Landing.Querying;

namespace Millrace.Unit.Landing;

public sealed class LandingQueryTests : IAsyncLifetime
{
    private LandingRig rig = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await LandingRig.OpenAsync();
        await rig.LandAsync(LandingRig.Record(LandingRig.Id(1)), LandingRig.Record(LandingRig.Id(2), ("cost", "-0.1")));
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData("DELETE FROM \"amazon-marketing-stream\".\"sp-traffic\"")]
    [InlineData("SELECT 1; DELETE FROM \"amazon-marketing-stream\".\"sp-traffic\"")]
    [InlineData("/* SELECT */ DROP SCHEMA \"amazon-marketing-stream\" CASCADE")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM \"amazon-marketing-stream\".\"sp-traffic\"")]
    [InlineData("WITH gone AS (SELECT 1) DELETE FROM \"amazon-marketing-stream\".\"sp-traffic\"")]
    [InlineData("WITH gone AS (SELECT 1) INSERT INTO \"millrace\".\"seen\" SELECT uuid(), 1")]
    [InlineData("COMMIT")]
    [InlineData("PRAGMA database_list")]
    [InlineData("SET threads = 1")]
    [InlineData("ATTACH 'other.duckdb'")]
    [InlineData("COPY \"amazon-marketing-stream\".\"sp-traffic\" TO 'out.csv'")]
    [InlineData("CREATE TEMP TABLE t (a INTEGER)")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("-- only a comment")]
    [InlineData("")]
    [InlineData("SELECT $1")]
    public async Task What_does_not_only_read_is_refused(string sql)
    {
        await Should.ThrowAsync<QueryException>(() => rig.Store.QueryAsync(sql, LandingRig.Cancel));
        (await rig.AskAsync($"SELECT count(*) FROM {LandingRig.Table}")).ShouldBe(["2"]);
    }

    [Theory]
    [InlineData("-- how many?\n/* rows */ (SELECT count(*) AS n FROM \"amazon-marketing-stream\".\"sp-traffic\");")]
    [InlineData("FROM \"amazon-marketing-stream\".\"sp-traffic\" SELECT count(*)")]
    [InlineData("WITH t AS (SELECT 2 AS n) SELECT n FROM t")]
    [InlineData("SELECT length('; ')")]
    public async Task What_only_reads_is_answered(string sql) => (await rig.AskAsync(sql)).ShouldBe(["2"]);

    [Theory]
    [InlineData("DESCRIBE \"amazon-marketing-stream\".\"sp-traffic\"")]
    [InlineData("SHOW ALL TABLES")]
    [InlineData("SUMMARIZE \"amazon-marketing-stream\".\"sp-traffic\"")]
    [InlineData("EXPLAIN SELECT 1")]
    public async Task The_tables_can_be_looked_at(string sql) => (await rig.AskAsync(sql)).ShouldNotBeEmpty();

    [Fact]
    public async Task Maps_and_lists_are_answered_as_JSON() =>
        (
            await rig.AskAsync(
                "SELECT map {5: TIMESTAMP '2026-07-13 08:00:00', 10: TIMESTAMP '2026-07-13 09:30:00'}, [{'a': 0.5}]"
            )
        ).ShouldBe(["""{"5":"2026-07-13 08:00:00","10":"2026-07-13 09:30:00"}|[{"a":0.5}]"""]);

    [Fact]
    public async Task A_faulty_statement_is_told_in_DuckDBs_words()
    {
        var fault = await Should.ThrowAsync<QueryException>(() =>
            rig.Store.QueryAsync("SELECT nope FROM nowhere", LandingRig.Cancel)
        );
        fault.Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task Rows_over_the_bound_are_left_out_and_told()
    {
        var query = new LandingQuery(rig.Store, new QueryOptions { RowsMax = 10 });
        var result = await query.RunAsync("SELECT * FROM range(1000000000)", LandingRig.Cancel);
        result.Rows.Count.ShouldBe(10);
        result.Note.ShouldNotBeNull().ShouldContain("first 10 rows");
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended()
    {
        var query = new LandingQuery(rig.Store, new QueryOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        var sql = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(1000000) b";
        var fault = await Should.ThrowAsync<QueryException>(() => query.RunAsync(sql, LandingRig.Cancel));
        fault.Message.ShouldContain("took longer");
    }

    [Fact]
    public async Task A_running_landing_is_asked_through_its_endpoint()
    {
        // A folder with nothing but the address: what is answered came over it.
        var folder = Directory.CreateTempSubdirectory("millrace-other");
        await using var web = await ServeAsync();
        using var http = QueryClient.CreateHttpClient();
        using (EndpointFile.Write(folder.FullName, Address(web)))
        {
            var client = new QueryClient(http);
            var result = await client.RunAsync(
                folder.FullName,
                $"SELECT idempotency_id, cost, sum(clicks) OVER () AS total, NULL AS nothing, [1, 2] AS list, cost > 0 AS more FROM {LandingRig.Table} ORDER BY 1",
                LandingRig.Cancel
            );
            result
                .Rows.Select(row => string.Join('|', row))
                .ShouldBe([$"{LandingRig.Id(1)}|0.450000|2||[1,2]|True", $"{LandingRig.Id(2)}|-0.100000|2||[1,2]|False"]);
            result
                .Columns.Select(column => column.Type)
                .ShouldBe(["VARCHAR", "DECIMAL", "HUGEINT", "INTEGER", "LIST", "BOOLEAN"]);

            var fault = await Should.ThrowAsync<QueryException>(() =>
                client.RunAsync(folder.FullName, "DROP SCHEMA millrace", LandingRig.Cancel)
            );
            fault.Message.ShouldStartWith("Queries only read");
        }

        File.Exists(Path.Combine(folder.FullName, EndpointFile.Name)).ShouldBeFalse();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task When_nothing_answers_at_the_endpoint_the_file_is_read()
    {
        await rig.Store.DisposeAsync();
        await using var web = await ServeOtherAsync();
        using var http = QueryClient.CreateHttpClient();
        foreach (var address in new[] { Address(web), new Uri("http://127.0.0.1:1") })
        {
            using var stale = EndpointFile.Write(rig.Folder.FullName, address);
            var result = await new QueryClient(http).RunAsync(
                rig.Folder.FullName,
                $"SELECT count(*) FROM {LandingRig.Table}",
                LandingRig.Cancel
            );
            result.Rows.ShouldHaveSingleItem().ShouldBe([new QueryNumber("2")]);
        }

        var nowhere = Path.Combine(rig.Folder.FullName, "nowhere");
        await Should.ThrowAsync<LandingException>(() => new QueryClient(http).RunAsync(nowhere, "SELECT 1", LandingRig.Cancel));
    }

    [Fact]
    public async Task Only_this_machine_is_answered_under_its_own_name()
    {
        await using var web = await ServeAsync();
        using var http = QueryClient.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address(web), QueryEndpoint.Path))
        {
            Content = new StringContent("SELECT 1"),
        };
        request.Headers.Host = "page.example";
        using var answer = await http.SendAsync(request, LandingRig.Cancel);
        ((int)answer.StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Results_are_written_as_csv_json_and_table()
    {
        var result = await rig.Store.QueryAsync(
            "SELECT 'a,\"b\"' AS text, '[red]x' AS \"[mark]up\", 0.10::DECIMAL(18,6) AS cost, NULL AS nothing, '' AS empty",
            LandingRig.Cancel
        );
        Written(result, QueryFormat.Csv)
            .ShouldBe("text,[mark]up,cost,nothing,empty\r\n\"a,\"\"b\"\"\",[red]x,0.100000,,\"\"\r\n");
        var json = System.Text.Json.JsonDocument.Parse(Written(result, QueryFormat.Json)).RootElement[0];
        json.GetProperty("cost").GetRawText().ShouldBe("0.100000");
        json.GetProperty("nothing").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var table = Written(result, QueryFormat.Table);
        table.ShouldContain("[red]x");
        table.ShouldContain("[mark]up");
        table.ShouldContain("1 row");
    }

    private static string Written(QueryResult result, QueryFormat format)
    {
        using var text = new StringWriter();
        QueryOutput.Write(text, result, format);
        return text.ToString();
    }

    private static Uri Address(WebApplication web) =>
        new(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private async Task<WebApplication> ServeAsync() => await ServeAsync(web => QueryEndpoint.MapQuery(web, rig.Store));

    private static Task<WebApplication> ServeOtherAsync() =>
        ServeAsync(web => web.MapPost("/query", () => Results.Text("hello")));

    private static async Task<WebApplication> ServeAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        map(web);
        await web.StartAsync(LandingRig.Cancel);
        return web;
    }
}
