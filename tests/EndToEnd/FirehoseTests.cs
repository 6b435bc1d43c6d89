using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>Real processes: events that the server takes end as objects in the stand-in for S3, by way of a Firehose stream.</summary>
public sealed class FirehoseTests
{
    private const int Clicks = 300;
    private static readonly DateTimeOffset Start = new(2026, 7, 6, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_to_a_stream_ends_as_objects_also_over_a_kill()
    {
        await using var stack = await Stack.StartAsync("Asia/Singapore", "2026-07-06T00:00:00Z");
        using var http = new HttpClient { BaseAddress = stack.StandIns };
        const string writer = "arn:aws:iam::000000000000:role/writer";
        using var declared = await http.PostAsJsonAsync("_roles", new { arn = writer, external_id = stack.ClientId }, Cancel);
        declared.EnsureSuccessStatusCode();
        var id = await stack.SubscribeAsync(
            "end-to-end-0000000000000002",
            new
            {
                firehoseDestination = new
                {
                    deliveryStreamArn = Stack.StreamArn,
                    subscriberRoleArn = "arn:aws:iam::000000000000:role/subscriber",
                    subscriptionRoleArn = writer,
                    appendNewline = true,
                },
            }
        );
        await SendAsync(stack, "first", 0);
        await stack.KillServeAsync();
        await stack.StartServeAsync();
        await SendAsync(stack, "second", Clicks / 2);
        using var moved = await stack.Http.PostAsJsonAsync("sandbox/v1/clock", new { time = Start.AddHours(3) }, Cancel);
        moved.EnsureSuccessStatusCode();

        // Told apart by their ids, as a subscriber does: a delivery may come twice.
        var clicks = new Dictionary<string, long>();
        using var s3 = S3(stack.StandIns);
        for (var poll = 0; poll < 240 && clicks.Values.Sum() < Clicks; poll++)
        {
            await Task.Delay(250, Cancel);
            foreach (var line in await LinesAsync(s3))
            {
                var record = JsonSerializer.Deserialize<JsonElement>(line);
                record.GetProperty("dataset_id").GetString().ShouldBe("sp-traffic");
                clicks[record.GetProperty("idempotency_id").GetString()!] = record.GetProperty("clicks").GetInt64();
            }
        }

        clicks.Values.Sum().ShouldBe(Clicks);
        await ReplayAsync(stack, id, s3);
        var roles = await http.GetFromJsonAsync<JsonElement>("_roles", Cancel);
        var sessions = roles
            .GetProperty("sessions")
            .EnumerateArray()
            .Where(one => one.GetProperty("role_arn").GetString() == writer);
        sessions.ShouldAllBe(one =>
            one.GetProperty("tags").GetProperty("subscriptionId").GetString() == id
            && one.GetProperty("arn").GetString()!.EndsWith($"/{id}", StringComparison.Ordinal)
        );
    }

    /// <summary>All of it comes once more, also over a kill, with the bytes that it had.</summary>
    private static async Task ReplayAsync(Stack stack, string id, AmazonS3Client s3)
    {
        var path = $"streams/subscriptions/{id}/replays";
        await stack.CallAsync(HttpMethod.Post, path, JsonContent.Create(new { from = "2026-07-05T00:00:00Z" }));
        await stack.KillServeAsync();
        await stack.StartServeAsync();
        var status = "";
        for (var poll = 0; poll < 240 && status != "COMPLETED"; poll++)
        {
            await Task.Delay(250, Cancel);
            var all = await stack.CallAsync(HttpMethod.Get, path, null);
            status = all.GetProperty("replays")[0].GetProperty("status").GetString();
        }

        status.ShouldBe("COMPLETED");
        var lines = new List<string>();
        for (var poll = 0; poll < 240 && lines.Count < 2 * Clicks; poll++)
        {
            await Task.Delay(250, Cancel);
            lines = await LinesAsync(s3);
        }

        lines.GroupBy(line => line, StringComparer.Ordinal).ShouldAllBe(same => same.Count() >= 2);
        lines.Distinct(StringComparer.Ordinal).Count().ShouldBe(Clicks);
    }

    /// <summary>One click each on a keyword of its own, so that each becomes a record.</summary>
    private static async Task SendAsync(Stack stack, string batch, int from)
    {
        var lines = Enumerable
            .Range(from, Clicks / 2)
            .Select(number =>
                $$"""{"type":"click","event_id":"e{{number}}","cost":0.25,"time":"2026-07-05T23:30:00Z","advertiser_id":"{{Stack.AdvertiserId}}","marketplace_id":"{{Stack.MarketplaceId}}","campaign_id":"c","ad_group_id":"g","ad_id":"a","keyword_id":"k{{number}}","placement":"Off Amazon"}"""
            );
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/v1/events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stack.IngestKey);
        request.Headers.Add("Idempotency-Key", batch);
        request.Content = new StringContent(string.Join('\n', lines), Encoding.UTF8);
        using var answer = await stack.Http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("accepted").GetInt32().ShouldBe(Clicks / 2, text);
    }

    private static async Task<List<string>> LinesAsync(AmazonS3Client s3)
    {
        var lines = new List<string>();
        var found = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "millrace-streams" }, Cancel);
        foreach (var one in found.S3Objects ?? [])
        {
            one.Key.ShouldMatch("^[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2}/deltas-1-");
            using var content = await s3.GetObjectAsync("millrace-streams", one.Key, Cancel);
            using var text = new StreamReader(content.ResponseStream);
            lines.AddRange((await text.ReadToEndAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }

    private static AmazonS3Client S3(Uri address) =>
        new(
            new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonS3Config
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = "us-west-2",
                ForcePathStyle = true,
            }
        );
}
