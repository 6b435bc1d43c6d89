using Microsoft.AspNetCore.Http;
using Millrace.Landing;
using Millrace.Landing.Receiving;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Landing;

/// <summary>A queue's service whose answers lead elsewhere: the landing calls nobody else, with whatever keys it has.</summary>
public sealed class QueueConnectionTests : IAsyncLifetime
{
    private LoopbackServer service = null!;
    private LoopbackServer other = null!;

    public async ValueTask InitializeAsync()
    {
        service = await LoopbackServer.StartAsync();
        other = await LoopbackServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Queue_url_of_another_server_is_a_name_and_not_an_address()
    {
        service.Answer = context => AnswerAsync(context, "", 0);
        using var queue = Connect(LandingRig.Queue);

        (await queue.ReceiveAsync(LandingRig.Cancel)).ShouldBeEmpty();
        (await queue.DeleteAsync(["handle"], LandingRig.Cancel)).ShouldBe(0);

        service.Asked.ShouldBe(["POST /", "POST /", "POST /"]);
        other.Asked.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Redirect_is_told_and_not_followed(int status)
    {
        foreach (var action in (string[])["GetQueueUrl", "ReceiveMessage", "DeleteMessageBatch"])
        {
            service.Answer = context => AnswerAsync(context, action, status);
            using var queue = Connect(LandingRig.Queue);
            var fault = await Should.ThrowAsync<HttpRequestException>(async () =>
            {
                await queue.ReceiveAsync(LandingRig.Cancel);
                await queue.DeleteAsync(["handle"], LandingRig.Cancel);
            });
            fault.Message.ShouldContain($"HTTP {status} leads elsewhere");
        }

        other.Asked.ShouldBeEmpty();
    }

    private QueueConnection Connect(string text)
    {
        LandingQueue.TryParse(text, "us-east-1", out var queue, out _).ShouldBeTrue();
        var options = new LandingOptions
        {
            Queues = [queue!],
            ServiceUrl = service.Address,
            AccessKey = "AKIAEXAMPLE",
            SecretKey = "secret",
            LongPoll = TimeSpan.Zero,
        };
        return new QueueConnection(queue!, SqsClients.Create(options, queue!), options);
    }

    /// <param name="led">The action that is led elsewhere.</param>
    private Task AnswerAsync(HttpContext context, string led, int status)
    {
        var action = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        return action == led
            ? LoopbackServer.Lead(context, status, other.Address)
            : context.Response.WriteAsync(
                action == "GetQueueUrl" ? $$"""{"QueueUrl":"{{other.Address}}123456789012/records"}""" : "{}",
                LandingRig.Cancel
            );
    }
}
