using System.Net;
using System.Net.Sockets;
using System.Text;
using Millrace.Destinations.Sqs;
using Millrace.Runtime.Ports;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>What becomes of the messages of a call that fails as a whole.</summary>
public sealed class SqsFaultTests
{
    private static readonly byte[] Page = Encoding.UTF8.GetBytes("<html><body>Blocked by the proxy</body></html>");

    [Theory]
    [InlineData(400, "com.amazonaws.sqs#RequestThrottled")]
    [InlineData(400, "ThrottlingException")]
    [InlineData(400, "com.amazon.coral.availability#ThrottlingException:http://internal/")]
    [InlineData(400, "KmsThrottled")]
    [InlineData(403, "SlowDown")]
    [InlineData(400, "RequestLimitExceeded")]
    [InlineData(400, "TooManyRequestsException")]
    [InlineData(400, "RequestTimeoutException")]
    [InlineData(500, "com.amazonaws.sqs#InternalFailure")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Passing_error_goes_again(int status, string type)
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Error(status, type, "not now"));

        (await rig.DeliverOneAsync()).ShouldGoAgain(": not now");
    }

    [Theory]
    [InlineData("com.amazonaws.sqs#AccessDeniedException")]
    [InlineData("com.amazon.coral.service#UnrecognizedClientException")]
    [InlineData("com.amazonaws.sqs#KmsAccessDenied")]
    [InlineData("InvalidAddress")]
    public async Task Lasting_error_is_refused_with_its_name(string type)
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Error(400, type, "not for you"));

        (await rig.DeliverOneAsync()).ShouldBeRefused($"SQS: {type.Split('#')[^1]}: not for you");
    }

    [Theory]
    [InlineData("""{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""", "")]
    [InlineData("""{"__type":"QueueDoesNotExist","Message":"The specified queue does not exist."}""", "")]
    [InlineData("{}", "x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender")]
    [InlineData("{}", "x-amzn-ErrorType: QueueDoesNotExist:http://internal.amazon.com/coral/")]
    public async Task Queue_that_is_gone_is_looked_up_again(string body, string header)
    {
        string[] headers = header.Length > 0 ? [header] : [];
        await using var rig = new SqsRig(
            (call, before) => before == 0 ? StubAnswers.Json(400, body, headers) : StubAnswers.Taken(call)
        );

        (await rig.DeliverOneAsync()).ShouldBeRefused($"the queue {SqsRig.Arn} does not exist");
        (await rig.DeliverOneAsync()).ShouldBeDelivered();

        rig.Stub.Lookups.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Queue_that_never_was_is_refused()
    {
        await using var rig = new SqsRig((call, _) => StubAnswers.Taken(call));
        rig.Stub.LookupAnswer = StubAnswers.Error(
            400,
            "com.amazonaws.sqs#QueueDoesNotExist",
            "The specified queue does not exist."
        );

        (await rig.DeliverOneAsync()).ShouldBeRefused($"the queue {SqsRig.Arn} does not exist");

        rig.Stub.Batches.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Page_of_a_proxy_that_is_busy_goes_again(int status)
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Http(status, Page, "Content-Type: text/html"));

        (await rig.DeliverOneAsync()).ShouldGoAgain($"HTTP {status}: the answer is not one of SQS");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(302)]
    [InlineData(413)]
    public async Task Page_of_a_proxy_that_says_no_is_refused(int status)
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Http(status, Page, "Location: http://127.0.0.1:1/"));

        (await rig.DeliverOneAsync()).ShouldBeRefused($"HTTP {status}: the answer is not one of SQS");
    }

    [Theory]
    [InlineData("<html>Sign in to the network</html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"Successful":[{"Id":"0","MD5Of""")]
    [InlineData("""{"Failed":[{"Id":"0","Message":"\ud800"}]}""")]
    public async Task Success_that_cannot_be_read_goes_again(string body)
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Http(200, Encoding.UTF8.GetBytes(body)));

        (await rig.DeliverOneAsync()).ShouldGoAgain("the answer is not one of SQS");
    }

    [Fact]
    public async Task Answer_without_an_end_is_not_read()
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Http(200, new byte[600_000]));

        (await rig.DeliverOneAsync()).ShouldGoAgain("more than 262144 bytes");
    }

    [Fact]
    public async Task Long_reason_is_shortened()
    {
        await using var rig = new SqsRig((_, _) => StubAnswers.Error(400, "AccessDenied", new string('x', 10_000)));

        (await rig.DeliverOneAsync()).ShouldBeOfType<DeliveryOutcome.Refused>().Why.Length.ShouldBeLessThan(600);
    }

    [Fact]
    public async Task Connection_that_drops_goes_again()
    {
        await using var rig = new SqsRig((_, _) => null);

        (await rig.DeliverOneAsync()).ShouldGoAgain("SQS could not be reached");
    }

    [Fact]
    public async Task Garbage_in_place_of_http_goes_again()
    {
        await using var rig = new SqsRig((_, _) => [0, 1, 2, 13, 10, 13, 10]);

        (await rig.DeliverOneAsync()).ShouldGoAgain("SQS could not be reached");
    }

    [Fact]
    public async Task Half_an_answer_goes_again()
    {
        await using var rig = new SqsRig(
            (call, before) => before == 0 ? [.. StubAnswers.Taken(call).SkipLast(30), .. new byte[30]] : StubAnswers.Taken(call)
        );

        (await rig.DeliverOneAsync()).ShouldGoAgain("the answer is not one of SQS");
        (await rig.DeliverOneAsync()).ShouldBeDelivered();
    }

    [Fact]
    public async Task Server_that_is_not_there_goes_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var nobody = new Uri($"http://{listener.LocalEndpoint}/");
        listener.Stop();
        using var factory = new SqsDestinationFactory(
            new SqsDestinationOptions
            {
                ServiceUrl = nobody,
                AccessKey = "a",
                SecretKey = "b",
            }
        );
        await using var destination = factory.Open(SqsRig.Arn);

        var outcomes = await destination.DeliverAsync(
            [new OutgoingMessage(new byte[] { (byte)'1' })],
            TestContext.Current.CancellationToken
        );

        outcomes.ShouldHaveSingleItem().ShouldGoAgain("SQS could not be reached");
    }

    [Fact]
    public async Task Server_that_does_not_answer_goes_again()
    {
        await using var rig = new SqsRig((_, _) => [], timeout: TimeSpan.FromMilliseconds(200));

        (await rig.DeliverOneAsync()).ShouldGoAgain("there was no answer within 0.2 s");
    }

    [Fact]
    public async Task Call_that_is_given_up_throws_nothing()
    {
        using var over = new CancellationTokenSource();
        await using var rig = new SqsRig(
            (_, _) =>
            {
                over.Cancel();
                return [];
            }
        );

        var outcomes = await rig.DeliverAsync(
            [
                [(byte)'1'],
            ],
            over.Token
        );

        outcomes.ShouldHaveSingleItem().ShouldGoAgain("given up");
    }
}
