using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Millrace.EndToEnd.Queues;

/// <summary>What a queue does on any server, asked by the AWS SDK for .NET, which checks the MD5 digests of all that it gets.</summary>
public abstract class SdkSuite(IQueueServer server) : SdkClient(server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Sent_message_is_received_and_deleted()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        var sent = await sqs.SendMessageAsync(url, "hello", Cancellation);
        var message = await OneAsync(sqs, url);
        message.MessageId.ShouldBe(sent.MessageId);
        message.Body.ShouldBe("hello");
        sent.MD5OfMessageBody.ShouldBe("5d41402abc4b2a76b9719d911017c592");
        await sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancellation);

        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Unicode_and_line_ends_arrive_as_they_were_sent()
    {
        const string body = "Grüße, 漢字 \"quoted\" <&> \t tab \r\n line + % = ;";
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        await sqs.SendMessageAsync(url, body, Cancellation);

        (await OneAsync(sqs, url)).Body.ShouldBe(body);
    }

    [Fact]
    public async Task Message_attributes_of_every_type_arrive()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SendMessageAsync(
            new SendMessageRequest(url, "with attributes")
            {
                MessageAttributes = new()
                {
                    ["text"] = new() { DataType = "String", StringValue = "Zürich" },
                    ["number"] = new() { DataType = "Number", StringValue = "-12.5" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 254, 255]) },
                },
            },
            Cancellation
        );

        var message = await OneAsync(sqs, url);

        message.MessageAttributes.Keys.Order().ShouldBe(["bytes", "number", "text"]);
        message.MessageAttributes["text"].StringValue.ShouldBe("Zürich");
        message.MessageAttributes["number"].StringValue.ShouldBe("-12.5");
        message.MessageAttributes["bytes"].BinaryValue.ToArray().ShouldBe([0, 1, 254, 255]);
        message.Attributes["ApproximateReceiveCount"].ShouldBe("1");
        long.Parse(message.Attributes["SentTimestamp"]).ShouldBeGreaterThan(1_700_000_000_000);
    }

    [Fact]
    public async Task Bad_entry_of_a_batch_fails_alone()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        var sent = await sqs.SendMessageBatchAsync(
            url,
            [new("a", "first"), new("b", "bad \u0001"), new("c", "third")],
            Cancellation
        );
        sent.Successful.Select(entry => entry.Id).ShouldBe(["a", "c"]);
        var failed = sent.Failed.ShouldHaveSingleItem();
        (failed.Id, failed.Code, failed.SenderFault).ShouldBe(("b", "InvalidMessageContents", true));

        var messages = await ReceiveAsync(sqs, url, 2);
        messages.Select(message => message.Body).Order().ShouldBe(["first", "third"]);
        var deleted = await sqs.DeleteMessageBatchAsync(
            url,
            [new("x", messages[0].ReceiptHandle), new("z", messages[1].ReceiptHandle)],
            Cancellation
        );
        deleted.Successful.Select(entry => entry.Id).ShouldBe(["x", "z"]);
        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Batch_that_does_not_hold_is_refused_whole()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        await Should.ThrowAsync<EmptyBatchRequestException>(() => sqs.SendMessageBatchAsync(url, [], Cancellation));
        await Should.ThrowAsync<TooManyEntriesInBatchRequestException>(() =>
            sqs.SendMessageBatchAsync(
                url,
                [.. Enumerable.Range(0, 11).Select(number => new SendMessageBatchRequestEntry($"e{number}", "x"))],
                Cancellation
            )
        );
        await Should.ThrowAsync<BatchEntryIdsNotDistinctException>(() =>
            sqs.SendMessageBatchAsync(url, [new("same", "1"), new("same", "2")], Cancellation)
        );
        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Received_message_is_hidden_until_its_visibility_is_given_back()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SendMessageAsync(url, "once more", Cancellation);

        var first = await OneAsync(sqs, url);
        (await NowAsync(sqs, url)).ShouldBeEmpty();
        (await CountsAsync(sqs, url)).ShouldBe((0, 1, 0));
        await sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 0, Cancellation);

        var second = await OneAsync(sqs, url);
        second.MessageId.ShouldBe(first.MessageId);
        second.ReceiptHandle.ShouldNotBe(first.ReceiptHandle);
        second.Attributes["ApproximateReceiveCount"].ShouldBe("2");
        var batch = await sqs.ChangeMessageVisibilityBatchAsync(
            url,
            [new("a", second.ReceiptHandle) { VisibilityTimeout = 0 }],
            Cancellation
        );
        batch.Successful.ShouldHaveSingleItem().Id.ShouldBe("a");
        (await CountsAsync(sqs, url)).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Waiting_receive_is_woken_by_a_send()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        var waiting = sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 }, Cancellation);
        waiting.IsCompleted.ShouldBeFalse();
        await sqs.SendMessageAsync(url, "wake up", Cancellation);

        var answer = await waiting.WaitAsync(Patience, Cancellation);
        answer.Messages.ShouldHaveSingleItem().Body.ShouldBe("wake up");
    }

    [Fact]
    public async Task Waiting_receive_is_woken_when_a_delay_ends()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SendMessageAsync(new SendMessageRequest(url, "later") { DelaySeconds = 1 }, Cancellation);
        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 1));

        var waiting = sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 }, Cancellation);

        (await waiting.WaitAsync(Patience, Cancellation)).Messages.ShouldHaveSingleItem().Body.ShouldBe("later");
    }

    [Fact]
    public async Task Queue_keeps_the_attributes_it_is_given()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SetQueueAttributesAsync(
            url,
            new() { ["VisibilityTimeout"] = "120", ["Policy"] = """{"Version":"2012-10-17","Statement":[]}""" },
            Cancellation
        );

        var attributes = (await sqs.GetQueueAttributesAsync(url, ["All"], Cancellation)).Attributes;

        attributes["VisibilityTimeout"].ShouldBe("120");
        attributes["Policy"].ShouldContain("2012-10-17");
        attributes["QueueArn"].ShouldBe($"arn:aws:sqs:us-east-1:000000000000:{url.Split('/')[^1]}");
        attributes["MessageRetentionPeriod"].ShouldBe("345600");
        await Should.ThrowAsync<InvalidAttributeNameException>(() =>
            sqs.SetQueueAttributesAsync(url, new() { ["Colour"] = "blue" }, Cancellation)
        );
    }

    [Fact]
    public async Task Message_received_too_often_goes_to_the_dead_letter_queue()
    {
        using var sqs = Client();
        var deadLetters = await QueueAsync(sqs);
        var url = await QueueAsync(sqs);
        var arn = (await sqs.GetQueueAttributesAsync(deadLetters, ["QueueArn"], Cancellation)).QueueARN;
        var policy = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"2"}""";
        await sqs.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = policy }, Cancellation);
        await sqs.SendMessageAsync(url, "poison", Cancellation);

        for (var receive = 0; receive < 2; receive++)
        {
            var message = await OneAsync(sqs, url);
            await sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0, Cancellation);
        }

        (await NowAsync(sqs, url)).ShouldBeEmpty();
        (await OneAsync(sqs, deadLetters)).Body.ShouldBe("poison");
    }

    [Fact]
    public async Task Queue_that_is_not_there_is_named_as_missing()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        var missing = url.Replace("queue-", "nothing-", StringComparison.Ordinal);

        await Should.ThrowAsync<QueueDoesNotExistException>(() => sqs.SendMessageAsync(missing, "lost", Cancellation));
        await Should.ThrowAsync<QueueDoesNotExistException>(() => sqs.GetQueueUrlAsync("nothing", Cancellation));
        await Should.ThrowAsync<QueueDoesNotExistException>(() =>
            sqs.ReceiveMessageAsync(new ReceiveMessageRequest(missing), Cancellation)
        );
    }

    [Fact]
    public async Task Queues_are_found_emptied_and_deleted()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        var name = url.Split('/')[^1];
        (await sqs.GetQueueUrlAsync(name, Cancellation)).QueueUrl.ShouldBe(url);
        (await sqs.CreateQueueAsync(name, Cancellation)).QueueUrl.ShouldBe(url);
        (await sqs.ListQueuesAsync(new ListQueuesRequest(name), Cancellation)).QueueUrls.ShouldBe([url]);

        await sqs.SendMessageAsync(url, "gone", Cancellation);
        await sqs.PurgeQueueAsync(url, Cancellation);
        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
        await sqs.DeleteQueueAsync(url, Cancellation);

        await Should.ThrowAsync<QueueDoesNotExistException>(() => sqs.GetQueueUrlAsync(name, Cancellation));
    }

    [Fact]
    public async Task Message_over_the_bound_is_refused()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SetQueueAttributesAsync(url, new() { ["MaximumMessageSize"] = "1024" }, Cancellation);

        await sqs.SendMessageAsync(url, new string('x', 1_024), Cancellation);
        await Should.ThrowAsync<AmazonSQSException>(() => sqs.SendMessageAsync(url, new string('x', 1_025), Cancellation));

        Encoding.UTF8.GetByteCount((await OneAsync(sqs, url)).Body).ShouldBe(1_024);
    }
}
