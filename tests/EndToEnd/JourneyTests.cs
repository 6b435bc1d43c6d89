using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>
/// Real journeys through ingest, attribution, a confirmed subscription and a queue into the landed table, against one SQL window
/// query over the file: by hour and channel, to the unit and to the millionth of money.
/// </summary>
public sealed class JourneyTests
{
    private const int LinesPerBatch = 2_000;
    private const int HoursPerStep = 6;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void The_query_counts_what_was_counted_elsewhere() => JourneyFile.Counted().ShouldBe(JourneyFile.Counts);

    [Fact]
    public async Task Imported_journeys_land_as_a_window_query_over_the_file_has_them()
    {
        await using var stack = await Stack.StartAsync("Asia/Shanghai", virtualStart: null, "sp-conversion");
        foreach (var (number, lines) in JourneyFile.Lines().Chunk(LinesPerBatch).Index())
        {
            await SendAsync(stack, $"import-{number}", lines.Select(line => line.Line), "?import=true");
        }

        await AgreesAsync(stack);
    }

    [Fact]
    public async Task Journeys_that_are_sent_as_they_happen_land_as_a_window_query_over_the_file_has_them()
    {
        var lines = JourneyFile.Lines().OrderBy(line => line.Time).ToList();
        var time = lines[0].Time.Date;
        await using var stack = await Stack.StartAsync("Asia/Shanghai", Iso(time), "sp-conversion");
        for (var sent = 0; sent < lines.Count; )
        {
            time = time.AddHours(HoursPerStep);
            await SetClockAsync(stack, time);
            var step = lines.Skip(sent).TakeWhile(line => line.Time < time).ToList();
            foreach (var (number, batch) in step.Chunk(LinesPerBatch).Index())
            {
                await SendAsync(stack, $"live-{Iso(time)}-{number}", batch.Select(line => line.Line));
            }

            sent += step.Count;
        }

        await SetClockAsync(stack, time.AddHours(3));
        await AgreesAsync(stack);
    }

    private static async Task AgreesAsync(Stack stack)
    {
        var expected = JourneyFile.Expected();
        await stack.LandedAsync(JourneyFile.Landed, expected);
        var health = await stack.Http.GetFromJsonAsync<JsonElement>("health", Cancel);
        health
            .GetProperty("unattributed_purchases")
            .GetInt64()
            .ShouldBe(long.Parse(JourneyFile.Counts.Split(',')[^1], CultureInfo.InvariantCulture));
    }

    private static async Task SendAsync(Stack stack, string batch, IEnumerable<string> lines, string query = "")
    {
        var body = string.Join('\n', lines);
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/v1/events" + query)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Add("Idempotency-Key", batch);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stack.IngestKey);
        using var response = await stack.Http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        (answer.GetProperty("refused_count").GetInt32(), answer.GetProperty("repeated").GetInt32()).ShouldBe((0, 0), text);
    }

    private static async Task SetClockAsync(Stack stack, DateTime time)
    {
        using var response = await stack.Http.PostAsJsonAsync("sandbox/v1/clock", new { time = Iso(time) }, Cancel);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Cancel));
    }

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
