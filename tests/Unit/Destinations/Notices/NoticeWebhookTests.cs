using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Millrace.Destinations.Notices;
using Millrace.Runtime.Ports;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace Millrace.Unit.Destinations.Notices;

/// <summary>Notices on the wire: signed so that a library of others takes them, and bounded whatever the receiver does.</summary>
public sealed class NoticeWebhookTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"type":"subscription.suspended","data":{"name":"Ø"}}""");
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task A_receiver_checks_it_by_its_own_library()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhook = Webhook(receiver.Address);
        (await webhook.SendAsync("msg_1", Body, Cancel)).ShouldBe(DeliveryOutcome.Delivered.Instance);
        (receiver.Calls, receiver.Signed).ShouldBe((1, 1));
        var (id, body) = await receiver.NextAsync();
        id.ShouldBe("msg_1");
        body.GetProperty("type").GetString().ShouldBe("subscription.suspended");

        // The example of the specification: other bytes, another id, another time have another signature.
        var secret = Secret(WebhookReceiver.Secret);
        const string payload = """{"test": 2432232314}""";
        var sent = DateTimeOffset.UnixEpoch.AddSeconds(1_614_265_330);
        string Ours(string of, DateTimeOffset at, string text) =>
            secret.Sign(of, $"{at.ToUnixTimeSeconds()}", Encoding.UTF8.GetBytes(text));
        var signed = Ours("msg_1", sent, payload);
        signed.ShouldBe(new StandardWebhook(WebhookReceiver.Secret).Sign("msg_1", sent, payload));
        (
            (string[])
                [Ours("msg_2", sent, payload), Ours("msg_1", sent.AddSeconds(1), payload), Ours("msg_1", sent, payload + " ")]
        ).ShouldNotContain(signed);
    }

    [Fact]
    public async Task Another_secret_is_not_taken()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhook = Webhook(receiver.Address, $"whsec_{Convert.ToBase64String(new byte[32])}");
        (await webhook.SendAsync("msg_1", Body, Cancel)).ShouldBeOfType<DeliveryOutcome.RetryAfter>();
        (receiver.Calls, receiver.Signed).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Headers.Location = $"{receiver.Address}/elsewhere";
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        using var webhook = Webhook(receiver.Address);
        var outcome = await webhook.SendAsync("msg_1", Body, Cancel);
        outcome.ShouldBeOfType<DeliveryOutcome.Refused>().Why.ShouldBe($"the webhook answered {status}");
        receiver.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_success_is_told_apart_by_whether_it_is_the_notice()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhook = Webhook(receiver.Address);
        async Task<DeliveryOutcome> AskAsync(int status, string? after = null)
        {
            receiver.Answer = context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = after;
                return Task.CompletedTask;
            };
            return await webhook.SendAsync("msg_1", Body, Cancel);
        }

        (await AskAsync(204)).ShouldBe(DeliveryOutcome.Delivered.Instance);
        foreach (var status in new[] { 400, 401, 404, 410, 413 })
        {
            (await AskAsync(status)).ShouldBe(new DeliveryOutcome.Refused($"the webhook answered {status}"));
        }

        foreach (var status in new[] { 408, 429, 500, 502, 503 })
        {
            (await AskAsync(status)).ShouldBe(new DeliveryOutcome.RetryAfter(null, $"the webhook answered {status}"));
        }

        (await AskAsync(503, "120")).ShouldBeOfType<DeliveryOutcome.RetryAfter>().After.ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task One_that_does_not_answer_or_is_not_there_costs_bounded_time()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var wall = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var silent = new NoticeWebhook(receiver.Address, Secret(WebhookReceiver.Secret), wall);
        var sending = silent.SendAsync("msg_1", Body, Cancel).AsTask();
        await receiver.NextAsync();
        wall.Advance(TimeSpan.FromSeconds(14.9));
        sending.IsCompleted.ShouldBeFalse();
        wall.Advance(TimeSpan.FromSeconds(0.1));
        (await sending.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).ShouldBe(
            new DeliveryOutcome.RetryAfter(null, "there was no answer within 15 s")
        );

        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var gone = Webhook(new Uri($"http://127.0.0.1:{port}/"));
        (await gone.SendAsync("msg_1", Body, Cancel)).ShouldBeOfType<DeliveryOutcome.RetryAfter>().Why.ShouldContain("refused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7o")]
    [InlineData("whsec_no base64 at all, whatever it is")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_secret_that_is_none_is_told_with_how_to_make_one(string text)
    {
        File.WriteAllText(path, text);
        var fault = Should.Throw<InvalidDataException>(() => WebhookSecret.Read(path));
        fault.Message.ShouldContain(path);
        fault.Message.ShouldContain("openssl rand -base64 32");
        if (text.Length > 6)
        {
            fault.Message.ShouldNotContain(text);
        }
    }

    [Fact]
    public void A_secret_has_24_to_64_bytes_and_may_have_an_end_of_line()
    {
        foreach (var (bytes, isGood) in new[] { (23, false), (24, true), (64, true), (65, false) })
        {
            var text = $"whsec_{Convert.ToBase64String(new byte[bytes])}\n";
            if (isGood)
            {
                Secret(text).Sign("a", "1", Body).ShouldBe(Secret(text.Trim()).Sign("a", "1", Body));
            }
            else
            {
                Should.Throw<InvalidDataException>(() => Secret(text)).Message.ShouldContain("24 to 64 bytes");
            }
        }

        Should
            .Throw<InvalidDataException>(() => WebhookSecret.Read(path + ".none"))
            .Message.ShouldContain("The secret of notices cannot be read");
    }

    private WebhookSecret Secret(string text)
    {
        File.WriteAllText(path, text);
        return WebhookSecret.Read(path);
    }

    private NoticeWebhook Webhook(Uri address, string secret = WebhookReceiver.Secret) =>
        new(address, Secret(secret), TimeProvider.System);
}
