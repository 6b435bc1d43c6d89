using Amazon.SQS.Model;

namespace Millrace.EndToEnd.Queues;

/// <summary>The suite by the AWS SDK against the sandbox's stand-in, and what SQS documents where fauxqs does otherwise.</summary>
public sealed class StandInSdkTests(StandInServer server) : SdkSuite(server), IClassFixture<StandInServer>
{
    [Fact]
    public async Task Characters_beyond_the_basic_plane_arrive_as_they_were_sent()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        await sqs.SendMessageAsync(url, "party 🎉 𝒳", Cancellation);

        (await OneAsync(sqs, url)).Body.ShouldBe("party 🎉 𝒳");
    }

    [Fact]
    public async Task Entry_with_a_receipt_that_nobody_gave_out_fails_alone()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SendMessageAsync(url, "one", Cancellation);
        var message = await OneAsync(sqs, url);

        var deleted = await sqs.DeleteMessageBatchAsync(
            url,
            [new("good", message.ReceiptHandle), new("bad", "no receipt")],
            Cancellation
        );

        deleted.Successful.ShouldHaveSingleItem().Id.ShouldBe("good");
        var failed = deleted.Failed.ShouldHaveSingleItem();
        (failed.Id, failed.Code, failed.SenderFault).ShouldBe(("bad", "ReceiptHandleIsInvalid", true));
        await Should.ThrowAsync<ReceiptHandleIsInvalidException>(() => sqs.DeleteMessageAsync(url, "no receipt", Cancellation));
    }

    [Fact]
    public async Task Older_receipt_deletes_nothing()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);
        await sqs.SendMessageAsync(url, "one", Cancellation);
        var first = await OneAsync(sqs, url);
        await sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 0, Cancellation);
        await OneAsync(sqs, url);

        await sqs.DeleteMessageAsync(url, first.ReceiptHandle, Cancellation);

        (await CountsAsync(sqs, url)).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task Batch_over_the_bound_is_refused_whole()
    {
        using var sqs = Client();
        var url = await QueueAsync(sqs);

        await Should.ThrowAsync<BatchRequestTooLongException>(() =>
            sqs.SendMessageBatchAsync(url, [new("a", new string('x', 200_000)), new("b", new string('y', 62_145))], Cancellation)
        );

        (await CountsAsync(sqs, url)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Regions_have_queues_of_their_own()
    {
        using var west = Client(region: "eu-west-1");
        using var east = Client();
        var url = await QueueAsync(west);
        var name = url.Split('/')[^1];

        (await west.GetQueueAttributesAsync(url, ["QueueArn"], Cancellation)).QueueARN.ShouldBe(
            $"arn:aws:sqs:eu-west-1:000000000000:{name}"
        );
        await Should.ThrowAsync<QueueDoesNotExistException>(() => east.GetQueueUrlAsync(name, Cancellation));
    }
}
