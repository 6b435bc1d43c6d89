using System.Text;
using Amazon.Runtime;
using Millrace.Runtime.Ports;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>A service whose answers lead elsewhere: no call, signed or not, goes there.</summary>
public sealed class SqsDetourTests : IAsyncLifetime
{
    private readonly AWSCredentials credentials = new SessionAWSCredentials("ASIAEXAMPLE", "secret", "token");
    private LoopbackServer other = null!;

    public async ValueTask InitializeAsync() => other = await LoopbackServer.StartAsync();

    public ValueTask DisposeAsync() => other.DisposeAsync();

    [Theory]
    [InlineData("{0}000000000000/deltas")]
    [InlineData("{0}")]
    [InlineData("//{1}/000000000000/deltas")]
    [InlineData("{0}000000000000/deltas?Action=DeleteQueue#x")]
    [InlineData("http://user:word@{1}/000000000000/deltas")]
    public async Task Queue_url_of_another_server_is_a_name_and_not_an_address(string form)
    {
        var url = string.Format(null, form, other.Address, other.Address.Authority);
        await using var rig = Rig(_ => null);
        rig.Stub.LookupAnswer = StubAnswers.Json(200, $$"""{"QueueUrl":"{{url}}"}""");

        (await rig.DeliverOneAsync()).ShouldBeDelivered();
        var look = await rig.LookAsync();

        (look.Result, look.Attributes["Policy"]).ShouldBe((LookResult.Seen, "{}"));
        other.Asked.ShouldBeEmpty();
        foreach (var call in (StubCall[])[rig.Stub.Batches.Single(), rig.Stub.Looks.Single()])
        {
            call.Head.ShouldStartWith("POST / HTTP/1.1");
            call.Header("Host").ShouldBe(rig.Stub.Address.Authority);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("deltas")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://[")]
    public async Task Queue_url_that_is_no_address_is_a_name_too(string url)
    {
        await using var rig = Rig(_ => null);
        rig.Stub.LookupAnswer = StubAnswers.Json(200, $$"""{"QueueUrl":"{{url}}"}""");

        (await rig.DeliverOneAsync()).ShouldBeDelivered();

        Encoding.UTF8.GetString(rig.Stub.Batches.Single().Body).ShouldContain($"\"QueueUrl\":\"{url}\"");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"QueueUrl":null}""")]
    public async Task Lookup_without_a_queue_url_is_told(string answer)
    {
        await using var rig = Rig(_ => null);
        rig.Stub.LookupAnswer = StubAnswers.Json(200, answer);

        (await rig.DeliverOneAsync()).ShouldGoAgain("the answer is not one of SQS");
        var look = await rig.LookAsync();

        look.Result.ShouldBe(LookResult.Unreachable);
        look.Why.ShouldContain("the answer is not one of SQS");
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Redirected_lookup_is_told_and_not_followed(int status)
    {
        await using var rig = Rig(_ => null);
        rig.Stub.LookupAnswer = Redirect(status);

        (await rig.DeliverOneAsync()).ShouldGoAgain($"HTTP {status}");
        var look = await rig.LookAsync();

        look.Result.ShouldBe(LookResult.Unreachable);
        look.Why.ShouldContain($"HTTP {status}");
        rig.Stub.Lookups.Count.ShouldBe(2);
        other.Asked.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(LoopbackServer.Redirects), MemberType = typeof(LoopbackServer))]
    public async Task Redirected_call_is_told_and_not_followed(int status)
    {
        await using var rig = Rig(_ => Redirect(status));

        (await rig.DeliverOneAsync()).ShouldBeRefused($"HTTP {status}");
        var look = await rig.LookAsync();

        look.Result.ShouldBe(LookResult.Unreachable);
        look.Why.ShouldContain($"HTTP {status}");
        (rig.Stub.Batches.Count, rig.Stub.Looks.Count).ShouldBe((1, 1));
        other.Asked.ShouldBeEmpty();
    }

    /// <param name="answer">Null: as a service answers to which nothing is wrong.</param>
    private SqsRig Rig(Func<StubCall, byte[]?> answer) =>
        new(
            (call, _) =>
                answer(call)
                ?? (
                    call.Header("X-Amz-Target") == "AmazonSQS.SendMessageBatch"
                        ? StubAnswers.Taken(call)
                        : StubAnswers.Json(200, """{"Attributes":{"Policy":"{}"}}""")
                ),
            credentials
        );

    private byte[] Redirect(int status) => StubAnswers.Http(status, [], $"Location: {other.Address}000000000000/deltas");
}
