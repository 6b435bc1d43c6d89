using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>
/// kill -9 of the real serving process at random moments under load, while queue and landing live on: what landed is what was
/// answered, per cell and metric.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 32;
    private const int Senders = 4;
    private const int LinesPerBatch = 400;
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, (long Impressions, long Clicks, long CostMicros)> truth = new();
    private readonly CancellationTokenSource killsOver = new();
    private int unanswered;
    private int batches;
    private int resent;
    private int minutes;

    [Fact]
    public async Task What_was_answered_lands_exactly_once_whenever_the_server_is_killed()
    {
        await using var stack = await Stack.StartAsync("Asia/Kolkata", "2026-07-06T00:00:00Z");
        var senders = Enumerable.Range(0, Senders).Select(number => SendAsync(stack, number)).ToList();
        var clock = MoveClockAsync(stack);
        var random = new Random(11);
        var withUnanswered = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(20, 1000), TestContext.Current.CancellationToken);
            withUnanswered += Volatile.Read(ref unanswered) > 0 ? 1 : 0;
            await stack.KillServeAsync();
            await stack.StartServeAsync();
        }

        await killsOver.CancelAsync();
        await Task.WhenAll(senders);
        await clock;
        await SetClockAsync(stack, Start.AddMinutes(minutes).AddHours(3));
        output.WriteLine($"{Kills} kills, {withUnanswered} with an unanswered batch; {batches} batches, {resent} sent again");

        await stack.LandedAsync(
            "SELECT CAST(sum(clicks) AS BIGINT) FROM \"amazon-marketing-stream\".\"sp-traffic\"",
            truth.Values.Sum(cell => cell.Clicks)
        );
        await stack.LandedAsync(
            "SELECT CAST(sum(impressions) AS BIGINT) FROM \"amazon-marketing-stream\".\"sp-traffic\"",
            truth.Values.Sum(cell => cell.Impressions)
        );
        var landed = await stack.QueryAsync(
            """
            SELECT time_window_start, campaign_id, keyword_id, CAST(sum(impressions) AS BIGINT), CAST(sum(clicks) AS BIGINT),
                   CAST(sum(cost) * 1000000 AS BIGINT)
            FROM "amazon-marketing-stream"."sp-traffic" GROUP BY ALL
            """
        );
        landed
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                truth
                    .Select(cell =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{cell.Key},{cell.Value.Impressions},{cell.Value.Clicks},{cell.Value.CostMicros}"
                        )
                    )
                    .Order(StringComparer.Ordinal)
            );
        withUnanswered.ShouldBeGreaterThanOrEqualTo(Kills * 8 / 10);
    }

    /// <summary>Sends batch after batch until the kills are over; each is sent until it is answered.</summary>
    private async Task SendAsync(Stack stack, int sender)
    {
        var random = new Random(sender);
        for (var number = 0; !killsOver.IsCancellationRequested; number++)
        {
            // Live events go out by the clock; imported ones at once, so that blocks are written at every moment.
            var isImport = number % 3 == 0;
            var (lines, sums) = Batch(random, sender, number);
            Interlocked.Increment(ref unanswered);
            for (var attempt = 0; !await TrySendAsync(stack, $"s{sender}-{number}", lines, isImport); attempt++)
            {
                attempt.ShouldBeLessThan(2000);
                Interlocked.Increment(ref resent);
                await Task.Delay(20);
            }

            Interlocked.Decrement(ref unanswered);
            Interlocked.Increment(ref batches);
            foreach (var (cell, sum) in sums)
            {
                truth.AddOrUpdate(
                    cell,
                    sum,
                    (_, had) => (had.Impressions + sum.Impressions, had.Clicks + sum.Clicks, had.CostMicros + sum.CostMicros)
                );
            }
        }
    }

    private static async Task<bool> TrySendAsync(Stack stack, string id, byte[] lines, bool isImport)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            isImport ? "ingest/v1/events?import=true" : "ingest/v1/events"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stack.IngestKey);
        request.Headers.Add("Idempotency-Key", id);
        request.Content = new ByteArrayContent(lines);
        try
        {
            using var response = await stack.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                ((int)response.StatusCode).ShouldBeOneOf(429, 500, 503);
                return false;
            }

            JsonSerializer.Deserialize<JsonElement>(text).GetProperty("accepted").GetInt32().ShouldBe(LinesPerBatch, text);
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }

    private (byte[] Lines, List<(string Cell, (long Impressions, long Clicks, long CostMicros) Sum)> Sums) Batch(
        Random random,
        int sender,
        int number
    )
    {
        var (lines, sums) = (new StringBuilder(), new List<(string, (long, long, long))>());
        for (var line = 0; line < LinesPerBatch; line++)
        {
            var time = Start.AddMinutes(Volatile.Read(ref minutes)).AddSeconds(-random.Next(7200));
            var window = time.ToOffset(new TimeSpan(5, 30, 0)).ToString("yyyy-MM-dd'T'HH:00:00zzz", CultureInfo.InvariantCulture);
            var (campaign, keyword) = ($"c{random.Next(5)}", $"k{random.Next(20)}");
            var micros = random.Next(3_000_000);
            var isClick = random.Next(4) == 0;
            var rest = isClick
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"\"type\":\"click\",\"event_id\":\"{sender}-{number}-{line}\",\"cost\":{micros / 1_000_000m:0.000000}"
                )
                : "\"type\":\"impression\",\"count\":3";
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{{{rest},\"time\":\"{time:yyyy-MM-dd'T'HH:mm:sszzz}\",\"advertiser_id\":\"{Stack.AdvertiserId}\",\"marketplace_id\":\"{Stack.MarketplaceId}\","
            );
            lines.Append(
                CultureInfo.InvariantCulture,
                $"\"campaign_id\":\"{campaign}\",\"ad_group_id\":\"g\",\"ad_id\":\"a\",\"keyword_id\":\"{keyword}\",\"placement\":\"Off Amazon\"}}\n"
            );
            sums.Add(($"{window},{campaign},{keyword}", isClick ? (0, 1, micros) : (3, 0, 0)));
        }

        return (Encoding.UTF8.GetBytes(lines.ToString()), sums);
    }

    private async Task MoveClockAsync(Stack stack)
    {
        while (!killsOver.IsCancellationRequested)
        {
            if (await SetClockAsync(stack, Start.AddMinutes(minutes + 5)))
            {
                Interlocked.Add(ref minutes, 5);
            }

            await Task.Delay(50);
        }
    }

    private static async Task<bool> SetClockAsync(Stack stack, DateTimeOffset time)
    {
        try
        {
            using var response = await stack.Http.PostAsJsonAsync("sandbox/v1/clock", new { time });
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }
}
