using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd;

/// <summary>
/// Real processes on disks that are really full: what was refused is taken when there is room again, nothing is lost and nothing counted
/// twice, and no process is started again for it.
/// </summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int Clicks = 1000;
    private const string Start = "2026-07-12T16:00:00Z";
    private const string Sum = "SELECT CAST(coalesce(sum(clicks), 0) AS BIGINT) FROM \"amazon-marketing-stream\".\"sp-traffic\"";

    [Fact]
    public async Task A_server_whose_disk_is_full_refuses_bodies_and_goes_on_by_itself()
    {
        if (!IsPossible())
        {
            return;
        }

        var disks = new StackDisks { Serve = 64, ServeOptions = ["--free-space-min", "0"] };
        await using var stack = await Stack.StartAsync("UTC", Start, disks: disks);
        (await SendAsync(stack, 0)).ShouldBe(HttpStatusCode.OK);
        Fill(stack.ServeDisk, 1 << 20);
        var sent = 1;
        while (await SendAsync(stack, sent) == HttpStatusCode.OK)
        {
            sent++;
        }

        Fill(stack.ServeDisk, 0);
        (await HealthAsync(stack)).ShouldBe("degraded");
        (await stack.GetAsync("streams/subscriptions")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(stack, sent + 1)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await SetClockAsync(stack, 19)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        var told = stack.ServeErrors;
        output.WriteLine(told);
        told.Split("the disk is full").Length.ShouldBe(2, told);

        Empty(stack.ServeDisk);
        for (var batch = 0; batch <= sent + 1; batch++)
        {
            await TakenAsync(stack, batch);
        }

        (await HealthAsync(stack)).ShouldBe("ok");
        (await SetClockAsync(stack, 23)).ShouldBe(HttpStatusCode.OK);
        await stack.LandedAsync(Sum, Clicks * (sent + 2));
    }

    [Fact]
    public async Task Below_what_is_kept_back_bodies_are_refused_while_subscriptions_publication_and_delivery_go_on()
    {
        if (!IsPossible())
        {
            return;
        }

        var disks = new StackDisks { Serve = 64, ServeOptions = ["--free-space-min", "16MiB"] };
        await using var stack = await Stack.StartAsync("UTC", Start, disks: disks);
        (await SendAsync(stack, 0)).ShouldBe(HttpStatusCode.OK);
        Fill(stack.ServeDisk, 8 << 20);
        await WaitAsync(async () => await HealthAsync(stack) == "degraded");
        (await SendAsync(stack, 1)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await stack.LandAsync("sb-traffic", 2);
        (await SetClockAsync(stack, 19)).ShouldBe(HttpStatusCode.OK);
        await stack.LandedAsync(Sum, Clicks);

        Empty(stack.ServeDisk);
        await TakenAsync(stack, 1);
        stack.ServeErrors.Split("--free-space-min").Length.ShouldBe(2, stack.ServeErrors);
    }

    [Fact]
    public async Task A_landing_whose_disk_is_full_leaves_messages_in_the_queue_and_goes_on_by_itself()
    {
        if (!IsPossible())
        {
            return;
        }

        await using var stack = await Stack.StartAsync("UTC", Start, disks: new StackDisks { Land = 64 });
        Fill(stack.LandDisk, 0);
        (await SendAsync(stack, 0)).ShouldBe(HttpStatusCode.OK);
        (await SetClockAsync(stack, 19)).ShouldBe(HttpStatusCode.OK);
        await WaitAsync(() => Task.FromResult(stack.LandOutput.Split("has no room, make some").Length > 5));
        stack.LandOutput.ShouldNotContain(" 1 messages not stored");
        output.WriteLine(stack.LandOutput);

        Empty(stack.LandDisk);
        await stack.LandedAsync(Sum, Clicks);
    }

    /// <summary>Where a user may have no disk of his own, FullDiskTests of tests/Unit bound the file of the ledger instead.</summary>
    private bool IsPossible()
    {
        var isThere = SmallDisk.IsThere();
        if (!isThere)
        {
            output.WriteLine("This machine lets nobody mount a disk: seen in tests/Unit alone.");
        }

        return isThere;
    }

    /// <summary>Writes until so much is left.</summary>
    private static void Fill(string folder, long left)
    {
        var path = Path.Combine(folder, $"ballast{Directory.GetFiles(folder, "ballast*").Length}");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        for (var size = 1 << 20; size >= 512; size /= 2)
        {
            try
            {
                while (new DriveInfo(folder).AvailableFreeSpace - size >= left)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full: smaller pieces may still fit.
            }
        }
    }

    private static void Empty(string folder) => Directory.GetFiles(folder, "ballast*").ToList().ForEach(File.Delete);

    private static async Task TakenAsync(Stack stack, int batch) =>
        await WaitAsync(async () => await SendAsync(stack, batch) == HttpStatusCode.OK);

    private static async Task WaitAsync(Func<Task<bool>> isSo)
    {
        for (var poll = 0; poll < 300; poll++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        Assert.Fail("It was waited for in vain for a minute.");
    }

    private static async Task<string> HealthAsync(Stack stack) =>
        (await stack.Http.GetFromJsonAsync<JsonElement>("health")).GetProperty("status").GetString()!;

    private static async Task<HttpStatusCode> SetClockAsync(Stack stack, int hour)
    {
        using var set = await stack.Http.PostAsJsonAsync("sandbox/v1/clock", new { time = $"2026-07-12T{hour}:00:00Z" });
        return set.StatusCode;
    }

    /// <summary>Sends a batch of clicks, each of another ad.</summary>
    private static async Task<HttpStatusCode> SendAsync(Stack stack, int batch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "ingest/v1/events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stack.IngestKey);
        request.Headers.Add("Idempotency-Key", $"batch {batch}");
        var lines = Enumerable
            .Range(0, Clicks)
            .Select(click =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"type\":\"click\",\"event_id\":\"{batch}-{click}\",\"cost\":0.5,\"time\":\"2026-07-12T15:30:00Z\",\"advertiser_id\":\"{Stack.AdvertiserId}\",\"marketplace_id\":\"{Stack.MarketplaceId}\",\"campaign_id\":\"{batch}\",\"ad_group_id\":\"g\",\"ad_id\":\"{click % 100}\",\"keyword_id\":\"k\",\"placement\":\"Off Amazon\"}}"
                )
            );
        request.Content = new StringContent(string.Join('\n', lines));
        using var response = await stack.Http.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await response.Content.ReadAsStringAsync());
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
            (await response.Content.ReadAsStringAsync()).ShouldContain("StorageFullError");
        }

        return response.StatusCode;
    }
}
