using System.Net;
using System.Net.Http.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Millrace.EndToEnd.Queues;

/// <summary>What goes wrong on purpose, by the rules under <c>/_faults</c>.</summary>
public sealed class StandInFaultTests(StandInServer server) : SdkClient(server), IClassFixture<StandInServer>
{
    [Fact]
    public async Task Duplicate_rule_delivers_a_message_twice_under_one_id()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(new { resource = NameOf(url), duplicate = 1 });

        var sent = await sqs.SendMessageAsync(url, "twin", Cancellation);

        var messages = await ReceiveAsync(sqs, url, 2);
        messages.Select(message => message.MessageId).ShouldBe([sent.MessageId, sent.MessageId]);
        messages[0].ReceiptHandle.ShouldNotBe(messages[1].ReceiptHandle);
        await sqs.DeleteMessageAsync(url, messages[0].ReceiptHandle, Cancellation);
        (await CountsAsync(sqs, url)).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task Throttle_rule_ends_after_its_times_and_the_sdk_tries_again()
    {
        using var impatient = Client();
        var url = await QueueAsync(impatient);
        await RuleAsync(
            new
            {
                resource = NameOf(url),
                throttle = 1.0,
                times = 2,
            }
        );

        var error = await Should.ThrowAsync<AmazonSQSException>(() => impatient.SendMessageAsync(url, "no", Cancellation));
        (error.ErrorCode, error.StatusCode).ShouldBe(("RequestThrottled", HttpStatusCode.BadRequest));
        using var patient = Client(retries: 3);
        await patient.SendMessageAsync(url, "yes", Cancellation);

        (await OneAsync(impatient, url)).Body.ShouldBe("yes");
        (await RulesAsync()).ShouldNotContain(NameOf(url));
    }

    [Fact]
    public async Task Reorder_rule_gives_messages_in_another_order_and_loses_none()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        var bodies = Enumerable.Range(10, 30).Select(number => $"m{number}").ToList();
        foreach (var body in bodies)
        {
            await sqs.SendMessageAsync(url, body, Cancellation);
        }

        await RuleAsync(new { resource = NameOf(url), reorder = true });
        var received = (await ReceiveAsync(sqs, url, bodies.Count)).ConvertAll(message => message.Body);

        received.ShouldNotBe(bodies);
        received.Order(StringComparer.Ordinal).ShouldBe(bodies);
    }

    [Fact]
    public async Task Delay_rule_hides_what_is_sent()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(new { resource = NameOf(url), delay_seconds = 900 });

        await sqs.SendMessageAsync(url, "late", Cancellation);

        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task Failing_entries_are_told_one_by_one_and_can_be_sent_again()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(
            new
            {
                resource = NameOf(url),
                fail_entries = 1,
                times = 1,
            }
        );
        List<SendMessageBatchRequestEntry> entries = [new("a", "first"), new("b", "second")];

        var sent = await sqs.SendMessageBatchAsync(url, entries, Cancellation);

        sent.Successful.ShouldHaveSingleItem().Id.ShouldBe("b");
        var failed = sent.Failed.ShouldHaveSingleItem();
        (failed.Id, failed.Code, failed.SenderFault).ShouldBe(("a", "InternalFailure", false));
        (await sqs.SendMessageBatchAsync(url, [entries[0]], Cancellation)).Successful.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Denied_call_does_nothing_and_is_forbidden()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(
            new
            {
                service = "sqs",
                resource = NameOf(url),
                deny = 1,
                times = 1,
            }
        );

        var error = await Should.ThrowAsync<AmazonSQSException>(() => sqs.SendMessageAsync(url, "no", Cancellation));

        error.ErrorCode.ShouldBe("AccessDenied");
        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Dropped_call_does_nothing_and_is_not_answered()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(
            new
            {
                service = "sqs",
                resource = NameOf(url),
                drop = 1,
            }
        );

        // Without a number of times: HttpClient itself tries again where a connection that was used before is cut.
        var fault = await Should.ThrowAsync<Exception>(() => sqs.SendMessageAsync(url, "no", Cancellation));

        (fault is HttpRequestException or IOException).ShouldBeTrue(fault.ToString());
        using var http = new HttpClient { BaseAddress = server.Endpoint };
        using var removed = await http.DeleteAsync($"/_faults?service=sqs&resource={NameOf(url)}", Cancellation);

        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Call_that_times_out_is_done_and_not_answered()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(
            new
            {
                service = "sqs",
                resource = NameOf(url),
                time_out = 1,
                times = 1,
            }
        );
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        impatient.CancelAfter(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() => sqs.SendMessageAsync(url, "done", impatient.Token));

        (await OneAsync(sqs, url)).Body.ShouldBe("done");
    }

    [Fact]
    public async Task Rule_of_another_service_does_not_strike()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(
            new
            {
                service = "firehose",
                resource = NameOf(url),
                deny = 1,
            }
        );

        await sqs.SendMessageAsync(url, "through", Cancellation);
    }

    [Fact]
    public async Task Rule_that_does_not_hold_is_refused_with_what_to_do()
    {
        using var http = new HttpClient { BaseAddress = server.Endpoint };

        using var high = await http.PostAsJsonAsync("/_faults", new { resource = "*", throttle = 3 }, Cancellation);
        using var unknown = await http.PostAsJsonAsync("/_faults", new { resource = "*", thortle = 1 }, Cancellation);

        high.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await high.Content.ReadAsStringAsync(Cancellation)).ShouldContain("throttle is 3: give 0 to 1");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Deleted_rule_strikes_no_more()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await RuleAsync(new { resource = NameOf(url), throttle = 1 });
        using var http = new HttpClient { BaseAddress = server.Endpoint };

        (await http.DeleteAsync($"/_faults?resource={NameOf(url)}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await sqs.SendMessageAsync(url, "through", Cancellation);
    }

    private static string NameOf(string url) => url.Split('/')[^1];

    private async Task RuleAsync(object rule)
    {
        using var http = new HttpClient { BaseAddress = server.Endpoint };
        using var answer = await http.PostAsJsonAsync("/_faults", rule, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> RulesAsync()
    {
        using var http = new HttpClient { BaseAddress = server.Endpoint };
        return await http.GetStringAsync("/_faults", Cancellation);
    }
}
