using Amazon.SQS.Model;

namespace Millrace.EndToEnd.Queues;

/// <summary>What outlives the process that took it.</summary>
public sealed class StandInDurabilityTests : IAsyncLifetime
{
    private readonly StandInServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Queues_messages_and_receipts_are_there_after_a_restart()
    {
        var cancellation = TestContext.Current.CancellationToken;
        string receipt;
        using (var before = new SdkClient(server).Client())
        {
            var url = (await before.CreateQueueAsync("kept", cancellation)).QueueUrl;
            await before.SetQueueAttributesAsync(url, new() { ["VisibilityTimeout"] = "600" }, cancellation);
            await before.SendMessageAsync(
                new SendMessageRequest(url, "first")
                {
                    MessageAttributes = new()
                    {
                        ["kind"] = new() { DataType = "String", StringValue = "kept too" },
                    },
                },
                cancellation
            );
            receipt = (await SdkClient.OneAsync(before, url)).ReceiptHandle;
            await before.SendMessageAsync(url, "second", cancellation);
        }

        await server.RestartAsync();

        using var after = new SdkClient(server).Client();
        var again = (await after.GetQueueUrlAsync("kept", cancellation)).QueueUrl;
        (await SdkClient.CountsAsync(after, again)).ShouldBe((1, 1, 0));
        await after.ChangeMessageVisibilityAsync(again, receipt, 0, cancellation);
        var messages = await SdkClient.ReceiveAsync(after, again, 2);
        messages.Select(message => message.Body).Order().ShouldBe(["first", "second"]);
        messages.Single(message => message.Body == "first").MessageAttributes["kind"].StringValue.ShouldBe("kept too");
        (await after.GetQueueAttributesAsync(again, ["VisibilityTimeout"], cancellation)).VisibilityTimeout.ShouldBe(600);
    }
}
