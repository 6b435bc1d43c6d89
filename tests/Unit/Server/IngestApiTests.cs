using System.Net;
using System.Text;
using System.Text.Json;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ingestion;
using Millrace.Unit.Engine.Ingestion.Parsing;

namespace Millrace.Unit.Server;

public sealed class IngestApiTests : IAsyncLifetime
{
    private ServerRig rig = null!;
    private Account account = null!;
    private string key = "";

    public ValueTask InitializeAsync() => OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Lines_are_answered_by_number_and_a_repeat_counts_nothing_twice()
    {
        string[] lines =
        [
            Lines.Click(account, "c1"),
            "{\"type\":",
            Lines.Click(account, "c2").Replace("\"cost\"", "\"colour\":1,\"cost\"", StringComparison.Ordinal),
        ];
        var (status, answer) = await rig.SendEventsAsync(key, "b1", lines);

        status.ShouldBe(HttpStatusCode.OK);
        answer
            .EnumerateObject()
            .Select(field => field.Name)
            .ShouldBe(["accepted", "repeated", "refused_count", "refused", "unknown_fields"]);
        (Number(answer, "accepted"), Number(answer, "repeated"), Number(answer, "refused_count")).ShouldBe((2, 0, 1));
        answer.GetProperty("refused")[0].GetProperty("line").GetInt32().ShouldBe(2);
        answer.GetProperty("refused")[0].GetProperty("reason").GetString()!.ShouldContain("JSON");
        answer.GetProperty("unknown_fields")[0].GetString().ShouldBe("colour");

        Number((await rig.SendEventsAsync(key, "b1", lines)).Body, "repeated").ShouldBe(2);
        (await rig.SendEventsAsync(key, "b1", lines[0])).Status.ShouldBe(HttpStatusCode.Conflict);
        (await rig.ClicksAsync(account)).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hundred_megabytes_are_refused_and_the_next_body_is_taken(bool isOnLoopback)
    {
        await rig.DisposeAsync();
        await OpenAsync(isOnLoopback: isOnLoopback);
        var line = Encoding.UTF8.GetBytes(Lines.Click(account, "c") + "\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/v1/events");
        request.Headers.Add("Authorization", $"Bearer {key}");
        request.Headers.Add("Idempotency-Key", "large");
        request.Headers.ExpectContinue = isOnLoopback;
        request.Content = new RepeatedContent(line, 100 << 20, isLengthTold: isOnLoopback);
        using var response = await rig.Http.SendAsync(request, ServerRig.Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await rig.SendEventsAsync(key, "small", Lines.Click(account, "c1"))).Status.ShouldBe(HttpStatusCode.OK);
        (await rig.ClicksAsync(account)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_line_of_a_body_of_megabytes_is_taken(bool isLengthTold)
    {
        await rig.DisposeAsync();
        await OpenAsync(isOnLoopback: true);
        const int Events = 10_007;
        var line = Encoding.UTF8.GetBytes(Lines.Click(account, "c") + "\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/v1/events");
        request.Headers.Add("Authorization", $"Bearer {key}");
        request.Headers.Add("Idempotency-Key", "large");
        request.Content = new RepeatedContent(line, (long)line.Length * Events, isLengthTold);
        using var response = await rig.Http.SendAsync(request, ServerRig.Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Number(await ServerRig.ReadAsync(response), "accepted").ShouldBe(Events);
    }

    [Fact]
    public async Task A_body_whose_sender_goes_away_changes_nothing()
    {
        await rig.DisposeAsync();
        await OpenAsync(isOnLoopback: true);
        using (var socket = new System.Net.Sockets.TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, rig.Http.BaseAddress!.Port, ServerRig.Cancel);
            var body = Lines.Click(account, "c1") + "\n";
            var head =
                $"POST /ingest/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: cut\r\nContent-Length: {body.Length + 1}\r\n\r\n";
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + body), ServerRig.Cancel);
            socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);

            // The server answers or closes; either way it has seen the end.
            try
            {
                await stream.CopyToAsync(Stream.Null, ServerRig.Cancel);
            }
            catch (IOException)
            {
                // Closing may come as a reset.
            }
        }

        (await rig.SendEventsAsync(key, "cut", Lines.Click(account, "c2"))).Status.ShouldBe(HttpStatusCode.OK);
        (await rig.ClicksAsync(account)).ShouldBe(1);
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Torture_lines_are_refused_one_by_one_and_cost_no_good_one()
    {
        string With(string from, string to) =>
            Lines.Click(account, Guid.NewGuid().ToString()).Replace(from, to, StringComparison.Ordinal);
        string[] bad =
        [
            Lines.Click(account, "cut")[..80],
            "[]",
            "null",
            "\"text\"",
            "{}",
            new string('[', 5000),
            With("0.25", "\"0.25\""),
            With("0.25", "NaN"),
            With("0.25", "-1"),
            With("0.25", "1e400"),
            With("0.25", "99999999999999999999999999999999"),
            With("0.25", "0.00000001"),
            With("0.25", "{\"amount\":1}"),
            With("\"campaign_id\":\"1\"", "\"campaign_id\":1"),
            With("\"campaign_id\":\"1\"", "\"campaign_id\":null"),
            With("\"campaign_id\":\"1\"", "\"campaign_id\":\"\""),
            With("\"campaign_id\":\"1\"", $"\"campaign_id\":\"{new string('1', 300)}\""),
            With("\"campaign_id\":\"1\"", "\"campaign_id\":\"1\",\"campaign_id\":\"2\""),
            With("\"campaign_id\":\"1\"", "\"campaign_id\":\"\\ud800\""),
            With("\"click\"", "\"cluck\""),
            With("\"click\"", "true"),
            With("2026-07-12T15:30:00Z", "yesterday"),
            With("2026-07-12T15:30:00Z", "2026-07-12T15:30:00"),
            With("2026-07-12T15:30:00Z", "2026-13-40T15:30:00Z"),
            With("2026-07-12T15:30:00Z", "0001-01-01T00:00:00Z"),
            With("2026-07-12T15:30:00Z", "9999-12-31T23:59:59Z"),
            With("2026-07-12T15:30:00Z", "2026-07-12T16:10:00Z"),
            With("2026-07-12T15:30:00Z", "2026-01-01T00:00:00Z"),
            With("\"cost\"", "\"count\":1e30,\"cost\""),
            With("\"cost\"", "\"count\":0,\"cost\""),
            With("\"cost\"", "\"currency\":\"EUR\",\"cost\""),
            With(account.AdvertiserId, "SOMEBODYELSE"),
            With("\"cost\"", $"\"x\":\"{new string('x', 20_000)}\",\"cost\""),
        ];
        var body = new MemoryStream();
        foreach (var line in bad)
        {
            body.Write(Encoding.UTF8.GetBytes(line + "\n"));
            body.Write(Encoding.UTF8.GetBytes(Lines.Click(account, $"good{body.Length}") + "\r\n"));
        }

        var broken = Encoding.UTF8.GetBytes(
            Lines.Click(account, "utf8").Replace("\"1\"", "\"\u0001\"", StringComparison.Ordinal)
        );
        broken[Array.IndexOf(broken, (byte)1)] = 0xFF;
        body.Write(broken);

        var (status, answer) = await rig.SendBytesAsync(key, "torture", body.ToArray());

        status.ShouldBe(HttpStatusCode.OK);
        var refused = answer.GetProperty("refused").EnumerateArray().ToList();
        refused
            .Select(line => line.GetProperty("line").GetInt32())
            .ShouldBe(Enumerable.Range(0, bad.Length + 1).Select(number => 2 * number + 1));
        refused.ShouldAllBe(line => line.GetProperty("reason").GetString()!.Length > 5);
        Number(answer, "accepted").ShouldBe(bad.Length);
        (await rig.ClicksAsync(account)).ShouldBe(bad.Length);
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_reaches_only_the_accounts_it_was_granted_and_batch_ids_are_its_holders()
    {
        var other = await rig.AddAccountAsync("Other");
        var stranger = await rig.AddIngestKeyAsync("stranger", other);
        Number((await rig.SendEventsAsync(stranger, "b1", Lines.Click(account, "c1"))).Body, "refused_count").ShouldBe(1);
        Number((await rig.SendEventsAsync(stranger, "b2", Lines.Click(other, "c1"))).Body, "accepted").ShouldBe(1);
        Number((await rig.SendEventsAsync(key, "b2", Lines.Click(account, "c1"))).Body, "accepted").ShouldBe(1);

        foreach (var wrong in (string[])["", "nonsense", key + "x", key[..^1]])
        {
            (await rig.SendEventsAsync(wrong, "b3", Lines.Click(account, "c2"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await rig.ClicksAsync(account)).ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_without_an_id_is_refused_and_one_with_a_lengthyid_too()
    {
        var body = Encoding.UTF8.GetBytes(Lines.Click(account, "c1"));
        (await rig.SendBytesAsync(key, null, body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await rig.SendBytesAsync(key, new string('b', 129), body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await rig.SendBytesAsync(key, new string('b', 128), body)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Old_events_need_the_import_mode()
    {
        var old = Lines.Click(account, "old", "2024-02-29T12:00:00+05:30");
        Number((await rig.SendEventsAsync(key, "b1", old)).Body, "refused_count").ShouldBe(1);
        var bytes = Encoding.UTF8.GetBytes(old);
        var (status, answer) = await rig.SendBytesAsync(key, "b2", bytes, path: "/ingest/v1/events?import=true");
        (status, Number(answer, "accepted")).ShouldBe((HttpStatusCode.OK, 1));
    }

    [Fact]
    public async Task Entities_are_taken_line_by_line()
    {
        var body = Encoding.UTF8.GetBytes(Lines.Keyword(account, "4") + "\n{\"kind\":\"planet\"}\n");
        var (status, answer) = await rig.SendBytesAsync(key, null, body, path: "/ingest/v1/entities");
        (status, Number(answer, "accepted"), Number(answer, "refused_count")).ShouldBe((HttpStatusCode.OK, 1, 1));
    }

    [Fact]
    public async Task A_full_service_says_when_to_come_again()
    {
        await rig.DisposeAsync();
        await OpenAsync(new IngestOptions { BodiesAtOnceMax = 0, RetryAfter = TimeSpan.FromSeconds(2.5) });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/v1/events") { Content = new ByteArrayContent([]) };
        request.Headers.Add("Authorization", $"Bearer {key}");
        request.Headers.Add("Idempotency-Key", "b");
        using var response = await rig.Http.SendAsync(request, ServerRig.Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_sum_beyond_the_range_is_refused_as_such()
    {
        var line = Lines.Click(account, "ID").Replace("0.25", "1000000000", StringComparison.Ordinal);
        var status = HttpStatusCode.OK;
        for (var sent = 0; status == HttpStatusCode.OK && sent < 40; sent++)
        {
            var lines = Enumerable
                .Range(0, 300)
                .Select(number => line.Replace("\"ID\"", $"\"{sent}-{number}\"", StringComparison.Ordinal));
            status = (await rig.SendEventsAsync(key, $"b{sent}", [.. lines])).Status;
        }

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_schemas_name_every_field_that_is_read()
    {
        var events = JsonSerializer.Deserialize<JsonElement>(
            await rig.Http.GetStringAsync("/schemas/ingest/events", ServerRig.Cancel)
        );
        var named = events.GetProperty("properties").EnumerateObject().Select(field => field.Name);
        named.Order().ShouldBe(EventTables.Fields.Order());
        var entities = JsonSerializer.Deserialize<JsonElement>(
            await rig.Http.GetStringAsync("/schemas/ingest/entities", ServerRig.Cancel)
        );
        entities.GetProperty("properties").TryGetProperty("kind", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_about_an_entity_may_have_a_mebibyte()
    {
        var line = Lines.Keyword(account, "4");
        var lengthy = line.Insert(line.Length - 1, $",\"note\":\"{new string('x', (1 << 20) - line.Length - 10)}\"");
        Encoding.UTF8.GetByteCount(lengthy).ShouldBe(1 << 20);
        var body = Encoding.UTF8.GetBytes($"{lengthy}\n{lengthy} \n{line}\n");
        var (_, answer) = await rig.SendBytesAsync(key, null, body, path: "/ingest/v1/entities");

        (Number(answer, "accepted"), Number(answer, "refused_count")).ShouldBe((2, 1));
        answer.GetProperty("refused")[0].GetProperty("reason").GetString().ShouldBe("the line is longer than 1048576 bytes");
    }

    private async ValueTask OpenAsync(IngestOptions? options = null, bool isOnLoopback = false)
    {
        rig = await ServerRig.StartAsync(ingestOptions: options, isOnLoopback: isOnLoopback);
        account = await rig.AddAccountAsync();
        key = await rig.AddIngestKeyAsync("platform", account);
    }

    private static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();
}
