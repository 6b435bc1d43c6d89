using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Millrace.Contracts.Ingest;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ingestion;

namespace Millrace.Unit.Server;

public sealed class BinaryIngestTests : IAsyncLifetime
{
    private ServerRig rig = null!;
    private Account account = null!;
    private string key = "";

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        account = await rig.AddAccountAsync();
        key = await rig.AddIngestKeyAsync("platform", account);
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Events_are_answered_by_number_and_ids_are_those_of_lines()
    {
        await rig.SendEventsAsync(key, "lines", Lines.Click(account, "c1"));
        var body = Encode(Click("c1"), Click("c2"), Click("c3") with { CampaignId = null });
        var (status, answer) = await SendAsync("b1", body);

        status.ShouldBe(HttpStatusCode.OK);
        (Number(answer, "accepted"), Number(answer, "repeated"), Number(answer, "refused_count")).ShouldBe((2, 1, 1));
        answer.GetProperty("refused")[0].GetProperty("line").GetInt32().ShouldBe(1);
        answer.GetProperty("refused")[0].GetProperty("reason").GetString().ShouldBe("campaign_id is missing");

        Number((await SendAsync("b1", body)).Answer, "repeated").ShouldBe(2);
        (await SendAsync("b1", Encode(Click("c9")))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await rig.ClicksAsync(account)).ShouldBe(2);
    }

    [Fact]
    public async Task The_content_type_may_have_parameters_and_any_case()
    {
        (await SendAsync("b1", Encode(Click("c1")), "Application/VND.Millrace.Events; v=1")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var other in (string[])["application/x-ndjson", "nonsense", "application/vnd.millrace.events2"])
        {
            var (status, answer) = await SendAsync(other, Encoding.UTF8.GetBytes(Lines.Click(account, other)), other);
            (status, Number(answer, "accepted")).ShouldBe((HttpStatusCode.OK, 1));
        }

        (await rig.ClicksAsync(account)).ShouldBe(4);
    }

    [Fact]
    public async Task A_broken_body_changes_nothing_and_its_id_is_free_still()
    {
        var body = Encode(Click("c1"), Click("c2"));
        var (status, answer) = await SendAsync("b1", body[..^1]);
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("message").GetString()!.ShouldContain($"at byte ");
        (await SendAsync("b1", Encoding.UTF8.GetBytes(Lines.Click(account, "c3")))).Status.ShouldBe(HttpStatusCode.BadRequest);

        Number((await SendAsync("b1", body)).Answer, "repeated").ShouldBe(0);
        (await rig.ClicksAsync(account)).ShouldBe(2);
        rig.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bodies_are_decompressed_and_bounded()
    {
        using var small = new MemoryStream();
        await using (var gzip = new GZipStream(small, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encode(Click("c1")), ServerRig.Cancel);
        }

        (await SendAsync("b1", small.ToArray(), encoding: "gzip")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync("b2", small.ToArray()[..^9], encoding: "gzip")).Status.ShouldBe(HttpStatusCode.BadRequest);

        using var large = new MemoryStream();
        await using (var gzip = new GZipStream(large, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[new IngestOptions().BodyBytesMax + 1], ServerRig.Cancel);
        }

        (await SendAsync("b3", large.ToArray(), encoding: "gzip")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await rig.ClicksAsync(account)).ShouldBe(1);
    }

    [Fact]
    public async Task Grants_and_the_import_mode_hold()
    {
        var other = await rig.AddAccountAsync("Other");
        var stranger = await rig.AddIngestKeyAsync("stranger", other);
        Number((await SendAsync("b1", Encode(Click("c1")), key: stranger)).Answer, "refused_count").ShouldBe(1);

        var old = Encode(Click("old") with { Time = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero) });
        Number((await SendAsync("b2", old)).Answer, "refused_count").ShouldBe(1);
        Number((await SendAsync("b3", old, path: "/ingest/v1/events?import=true")).Answer, "accepted").ShouldBe(1);
    }

    private IngestEvent Click(string id) =>
        new()
        {
            Kind = IngestEventKind.Click,
            Time = new(2026, 7, 12, 15, 30, 0, TimeSpan.Zero),
            AdvertiserId = account.AdvertiserId,
            MarketplaceId = account.Marketplace,
            CampaignId = "1",
            AdGroupId = "2",
            AdId = "3",
            TargetId = "4",
            Placement = "Other on-Amazon",
            EventId = id,
            CostMicros = 250_000,
        };

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(
        string batch,
        byte[] body,
        string type = EventBatchFormat.ContentType,
        string? encoding = null,
        string? key = null,
        string path = "/ingest/v1/events"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        request.Headers.TryAddWithoutValidation("Idempotency-Key", batch);
        request.Headers.Add("Authorization", $"Bearer {key ?? this.key}");
        using var response = await rig.Http.SendAsync(request, ServerRig.Cancel);
        return (response.StatusCode, await ServerRig.ReadAsync(response));
    }

    private static byte[] Encode(params IngestEvent[] events)
    {
        var encoder = new EventBatchEncoder();
        Array.ForEach(events, encoder.Add);
        return encoder.ToArray();
    }

    private static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();
}
