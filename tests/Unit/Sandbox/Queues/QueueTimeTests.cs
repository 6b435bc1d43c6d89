using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Time.Testing;
using Millrace.Sandbox.Queues;

namespace Millrace.Unit.Sandbox.Queues;

/// <summary>What the stand-in for SQS does as time passes, and at its bounds.</summary>
public sealed class QueueTimeTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("millrace-queues-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private QueueStandIn standIn = null!;
    private WebApplication app = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        standIn = QueueStandIn.Open(Path.Combine(folder, "queues.db"), new() { QueuesMax = 2, MessagesMax = 3 }, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        app = builder.Build();
        standIn.Map(app);
        await app.StartAsync(Cancellation);
        http = app.GetTestClient();
        await CallAsync("CreateQueue", new() { ["QueueName"] = "q" });
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await standIn.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Received_message_comes_back_when_its_visibility_ends()
    {
        await SendAsync("again");
        (await BodiesAsync()).ShouldBe(["again"]);

        time.Advance(TimeSpan.FromSeconds(29.999));
        (await BodiesAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(0.001));

        (await BodiesAsync()).ShouldBe(["again"]);
    }

    [Fact]
    public async Task Delayed_message_is_seen_when_its_delay_ends()
    {
        await CallAsync("SendMessage", OfQueue(new() { ["MessageBody"] = "late", ["DelaySeconds"] = 60 }));
        (await BodiesAsync()).ShouldBeEmpty();

        time.Advance(TimeSpan.FromSeconds(60));

        (await BodiesAsync()).ShouldBe(["late"]);
    }

    [Fact]
    public async Task Message_older_than_the_retention_is_gone_and_makes_room()
    {
        for (var number = 0; number < 3; number++)
        {
            await SendAsync("old");
        }

        var (status, full) = await AnswerAsync("SendMessage", OfQueue(new() { ["MessageBody"] = "too many" }));
        status.ShouldBe(HttpStatusCode.BadRequest);
        full["__type"]!.GetValue<string>().ShouldBe("com.amazonaws.sqs#OverLimit");
        time.Advance(TimeSpan.FromDays(4) + TimeSpan.FromSeconds(1));

        (await BodiesAsync()).ShouldBeEmpty();
        await SendAsync("new");
        (await BodiesAsync()).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Waiting_receives_end_with_nothing_when_the_host_stops()
    {
        var waiting = CallAsync("ReceiveMessage", OfQueue(new() { ["WaitTimeSeconds"] = 20 }));

        app.Lifetime.StopApplication();

        (await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancellation)).ContainsKey("Messages").ShouldBeFalse();
    }

    [Fact]
    public async Task Queues_beyond_the_bound_are_refused()
    {
        await CallAsync("CreateQueue", new() { ["QueueName"] = "second" });

        var (status, answer) = await AnswerAsync("CreateQueue", new JsonObject { ["QueueName"] = "third" });

        status.ShouldBe(HttpStatusCode.BadRequest);
        answer["message"]!.GetValue<string>().ShouldContain("2 queues");
    }

    [Theory]
    [InlineData("not json", "SerializationException")]
    [InlineData("[]", "SerializationException")]
    [InlineData("""{"QueueUrl":"http://x/000000000000/q","MessageBody":"\ud800"}""", "InvalidMessageContents")]
    [InlineData("""{"QueueUrl":"http://x/000000000000/q","MessageBody":"x","MessageBody":"y"}""", "SerializationException")]
    [InlineData("""{"QueueUrl":"http://x/000000000000/q"}""", "MissingRequiredParameterException")]
    [InlineData("""{"QueueUrl":"http://x/111111111111/q","MessageBody":"x"}""", "QueueDoesNotExist")]
    [InlineData("""{"QueueUrl":7,"MessageBody":"x"}""", "MissingRequiredParameterException")]
    [InlineData(
        """{"QueueUrl":"http://x/000000000000/q","MessageBody":"x","DelaySeconds":901}""",
        "InvalidParameterValueException"
    )]
    [InlineData("""{"QueueUrl":"http://x/000000000000/q","MessageBody":"x","MessageAttributes":[1]}""", "SerializationException")]
    [InlineData(
        """{"QueueUrl":"http://x/000000000000/q","MessageBody":"x","MessageAttributes":{"a":{}}}""",
        "InvalidParameterValueException"
    )]
    public async Task Body_that_cannot_be_read_is_refused_by_name(string body, string type)
    {
        var (status, answer) = await AnswerAsync("SendMessage", body);

        status.ShouldBe(HttpStatusCode.BadRequest);
        answer["__type"]!.GetValue<string>().ShouldBe($"com.amazonaws.sqs#{type}");
    }

    [Fact]
    public void File_that_is_open_is_not_opened_twice()
    {
        var error = Should.Throw<InvalidOperationException>(() =>
            QueueStandIn.Open(Path.Combine(folder, "queues.db"), new(), time)
        );

        error.Message.ShouldContain("in use");
    }

    private static JsonObject OfQueue(JsonObject fields)
    {
        fields["QueueUrl"] = "http://localhost/000000000000/q";
        return fields;
    }

    private Task SendAsync(string body) => CallAsync("SendMessage", OfQueue(new() { ["MessageBody"] = body }));

    private async Task<List<string>> BodiesAsync()
    {
        var answer = await CallAsync("ReceiveMessage", OfQueue(new() { ["MaxNumberOfMessages"] = 10 }));
        return [.. (answer["Messages"] as JsonArray ?? []).Select(message => message!["Body"]!.GetValue<string>())];
    }

    private async Task<JsonObject> CallAsync(string action, JsonObject fields)
    {
        var (status, answer) = await AnswerAsync(action, fields);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    private Task<(HttpStatusCode Status, JsonObject Answer)> AnswerAsync(string action, JsonObject fields) =>
        AnswerAsync(action, fields.ToJsonString());

    private async Task<(HttpStatusCode Status, JsonObject Answer)> AnswerAsync(string action, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0"),
        };
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{action}");
        using var answer = await http.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }
}
