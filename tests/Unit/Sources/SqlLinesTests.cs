using System.Text;
using Millrace.Sources.Files;

namespace Millrace.Unit.Sources;

/// <summary>Rows as lines of the ingest format.</summary>
public sealed class SqlLinesTests : IDisposable
{
    private readonly SqlLines source = new();

    public void Dispose() => source.Dispose();

    [Theory]
    [InlineData("SELECT 1 AS a, NULL AS b, 'c' AS d", """{"a":1,"d":"c"}""")]
    [InlineData("SELECT 1.50 AS a, true AS b", """{"a":1.50,"b":true}""")]
    [InlineData("SELECT {'a': 1, 'b': NULL} AS a, ['x', 'y'] AS b", """{"a":{"a":1},"b":["x","y"]}""")]
    [InlineData("SELECT TIMESTAMPTZ '2026-07-01 08:00:00+08:00' AS a", """{"a":"2026-07-01T00:00:00Z"}""")]
    [InlineData("SELECT '{\"a\": [1, \n\"é\"], \"b\": null}'::JSON AS a", """{"a":{"a":[1,"é"],"b":null}}""")]
    [InlineData("SELECT '{\"a\": 0.02}'::JSON->'a' AS a, '{\"a\": 0.02}' AS b;", """{"a":0.02,"b":"{\"a\": 0.02}"}""")]
    [InlineData("SELECT '{\"a\": NaN}'::JSON->'a' AS a", """{"a":"NaN"}""")]
    public void A_row_is_an_object(string sql, string line) => Lines(sql, 10).ShouldBe([line]);

    [Fact]
    public void A_query_asks_for_variables()
    {
        source.Set("whose", "it's \"mine\"");
        source.Set("odd \" name", "x");
        Lines("SELECT getvariable('whose') AS a, getvariable('odd \" name') AS b, getvariable('none') AS c", 10)
            .ShouldBe(["""{"a":"it's \"mine\"","b":"x"}"""]);
    }

    [Fact]
    public void Bodies_have_so_many_lines_and_the_rest_comes_last()
    {
        var bodies = source.Read("SELECT range AS a FROM range(5)", 2).ToList();
        bodies.Select(body => (body.Number, body.Lines)).ShouldBe([(0, 2), (1, 2), (2, 1)]);
        source.Count("SELECT range AS a FROM range(5)").ShouldBe(5);
    }

    [Theory]
    [InlineData("SELECT nothing")]
    [InlineData("SELEC 1")]
    public void A_query_that_cannot_be_run_says_why(string sql)
    {
        Should.Throw<SqlLinesException>(() => source.Read(sql, 10).ToList()).Message.ShouldContain("Error");
        Should.Throw<SqlLinesException>(() => source.Count(sql)).Message.ShouldContain("Error");
    }

    private List<string> Lines(string sql, int linesMax) =>
        source
            .Read(sql, linesMax)
            .SelectMany(body => Encoding.UTF8.GetString(body.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
}
