using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ingestion;

namespace Millrace.Unit.Server;

/// <summary>What callers are told when the disk has no room, what goes on meanwhile, and that nothing is left half done.</summary>
public sealed class FullDiskApiTests : IAsyncLifetime
{
    private readonly Dictionary<int, ApiCaller> users = [];
    private ServerRig rig = null!;
    private Account account = null!;
    private ApiCaller caller = null!;
    private string key = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync(ingestOptions: new IngestOptions { SpaceRetryAfter = TimeSpan.FromSeconds(7) });
        account = await rig.AddAccountAsync();
        caller = await rig.CallerAsync(account);
        key = await rig.AddIngestKeyAsync("platform", account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Below_what_is_kept_back_bodies_are_refused_and_all_else_goes_on()
    {
        SeeFree(100 << 20);
        for (var body = 0; body < 3; body++)
        {
            (await SendAsync("b1", 3)).ShouldContain("100 MiB are free, and 256 MiB are kept back");
        }

        using var products = await SendAsync(HttpMethod.Put, "/ingest/v1/products", "p", "{}");
        products.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var disk = (await HealthAsync()).GetProperty("disk");
        disk.ToString().ShouldBe("""{"state":"short","free_bytes":104857600,"free_bytes_min":268435456}""");
        (await HealthAsync()).GetProperty("status").GetString().ShouldBe("degraded");
        var id = await caller.SubscribeAsync();
        (await caller.StatusAsync(id)).ShouldBe("PROVISIONING");
        await rig.Partitions.TurnAsync();
        rig.Failures.ShouldHaveSingleItem().ShouldContain("--free-space-min");

        SeeFree(300 << 20);
        (await HealthAsync()).GetProperty("status").GetString().ShouldBe("ok");
        (await SendAsync("b1", 3)).ShouldContain("\"accepted\":3");
        (await rig.ClicksAsync(account)).ShouldBe(3);
    }

    [Fact]
    public async Task A_full_ledger_refuses_bodies_until_it_has_room_and_then_takes_them_as_if_nothing_had_been()
    {
        await rig.Ledger.BoundPagesAsync(1);
        var sent = 0;
        while (!(await SendAsync($"b{sent}", 3000)).Contains("StorageFullError", StringComparison.Ordinal))
        {
            sent++;
        }

        (await HealthAsync()).GetProperty("disk").GetProperty("state").GetString().ShouldBe("full");
        (await caller.GetAsync("/streams/subscriptions")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync("other", 1)).ShouldContain("the disk is full");
        rig.Failures.ShouldHaveSingleItem().ShouldContain("Free space on the volume");

        await rig.Ledger.BoundPagesAsync(1 << 30);
        rig.Wall.Advance(TimeSpan.FromSeconds(5));
        rig.Space.Look();
        var answer = "";
        for (var attempt = 0; attempt < 100 && !answer.Contains("accepted", StringComparison.Ordinal); attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ServerRig.Cancel);
            answer = await SendAsync($"b{sent}", 3000);
            rig.Wall.Advance(TimeSpan.FromSeconds(5));
            rig.Space.Look();
        }

        answer.ShouldContain("\"accepted\":3000");
        (await rig.ClicksAsync(account)).ShouldBe(3000 * (sent + 1));
        (await HealthAsync()).GetProperty("status").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task A_full_registry_refuses_what_it_would_have_to_write_down_and_nothing_of_it_stays()
    {
        await rig.Registry.BoundPagesAsync(1);
        var made = new List<string>();
        var (status, body) = (HttpStatusCode.OK, default(JsonElement));
        var request = "";
        while (status == HttpStatusCode.OK)
        {
            request = ApiCaller.Request(
                $"{ServerRig.Queue}{made.Count}",
                dataset: made.Count % 2 == 0 ? "sp-traffic" : "campaigns"
            );
            using var client = await CreateAsync(request, made.Count / 4);
            (status, body) = (client.StatusCode, await ServerRig.ReadAsync(client));
            if (status == HttpStatusCode.OK)
            {
                made.Add(body.GetProperty("subscriptionId").GetString()!);
                continue;
            }

            client.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        }

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("code").GetString().ShouldBe("StorageFullError");
        body.GetProperty("message").GetString()!.ShouldContain("The registry has no room on its disk");
        (await rig.Registry.ReadActiveAsync(ServerRig.Cancel)).ShouldBeEmpty();
        (await HealthAsync()).GetProperty("disk").GetProperty("state").GetString().ShouldBe("full");
        var before = await CountAsync(made.Count / 4);

        await rig.Registry.BoundPagesAsync(1 << 30);
        using var again = await CreateAsync(request, made.Count / 4);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync(made.Count / 4)).ShouldBe(before + 1);
    }

    private async Task<int> CountAsync(int user) =>
        (await (await UserAsync(user)).GetAsync("/streams/subscriptions")).Body.GetProperty("subscriptions").GetArrayLength();

    /// <summary>Each client may have only few; their tokens are made while there is room.</summary>
    private async Task<ApiCaller> UserAsync(int user)
    {
        if (!users.TryGetValue(user, out var known))
        {
            await rig.Registry.BoundPagesAsync(1 << 30);
            users.Add(user, known = await rig.CallerAsync(account, user: $"user{user}@example.com"));
            await rig.Registry.BoundPagesAsync(1);
        }

        return known;
    }

    private async Task<HttpResponseMessage> CreateAsync(string body, int user)
    {
        var known = await UserAsync(user);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/streams/subscriptions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", known.Token);
        request.Headers.Add("Amazon-Advertising-API-ClientId", known.ClientId);
        request.Headers.Add("Amazon-Advertising-API-Scope", known.ProfileId);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await rig.Http.SendAsync(request, ServerRig.Cancel);
    }

    /// <summary>The answer to a body of clicks; where it is refused for lack of room, it has been seen to be told properly.</summary>
    private async Task<string> SendAsync(string batch, int clicks)
    {
        var lines = Enumerable.Range(0, clicks).Select(click => Lines.Click(account, $"{batch}-{click}"));
        using var response = await SendAsync(HttpMethod.Post, "/ingest/v1/events", batch, string.Join('\n', lines));
        if (response.StatusCode != HttpStatusCode.OK)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        }

        return await response.Content.ReadAsStringAsync(ServerRig.Cancel);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string batch, string body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", batch);
        request.Content = new StringContent(body);
        return await rig.Http.SendAsync(request, ServerRig.Cancel);
    }

    private async Task<JsonElement> HealthAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await rig.Http.GetStringAsync("/health", ServerRig.Cancel));

    private void SeeFree(long bytes)
    {
        rig.Disk.Free = bytes;
        rig.Space.Look();
    }
}
