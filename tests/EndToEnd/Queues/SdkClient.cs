using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Millrace.EndToEnd.Queues;

/// <summary>Clients of the AWS SDK for a server, and what tests ask of them again and again.</summary>
public class SdkClient(IQueueServer server)
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client that does not try again unless it is told to.</summary>
    public AmazonSQSClient Client(int retries = 0, string region = "us-east-1") =>
        new(
            new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonSQSConfig
            {
                ServiceURL = server.Endpoint.ToString(),
                AuthenticationRegion = region,
                MaxErrorRetry = retries,
            }
        );

    /// <summary>A new queue under a name of its own.</summary>
    public static async Task<string> QueueAsync(AmazonSQSClient sqs) =>
        (await sqs.CreateQueueAsync($"queue-{Guid.NewGuid():N}", Cancellation)).QueueUrl;

    public static async Task<Message> OneAsync(AmazonSQSClient sqs, string url) =>
        (await ReceiveAsync(sqs, url, 1)).ShouldHaveSingleItem();

    /// <summary>Receives until there are as many messages, each receive waiting a second.</summary>
    public static async Task<List<Message>> ReceiveAsync(AmazonSQSClient sqs, string url, int count)
    {
        var messages = new List<Message>();
        for (var attempt = 0; attempt < 10 && messages.Count < count; attempt++)
        {
            messages.AddRange(await NowAsync(sqs, url, Math.Min(10, count - messages.Count), waitSeconds: 1));
        }

        return messages;
    }

    /// <summary>One receive.</summary>
    public static async Task<List<Message>> NowAsync(AmazonSQSClient sqs, string url, int max = 1, int waitSeconds = 0)
    {
        var request = new ReceiveMessageRequest(url)
        {
            MaxNumberOfMessages = max,
            WaitTimeSeconds = waitSeconds,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        };
        return (await sqs.ReceiveMessageAsync(request, Cancellation)).Messages ?? [];
    }

    public static async Task<(int Visible, int InFlight, int Delayed)> CountsAsync(AmazonSQSClient sqs, string url)
    {
        var counts = await sqs.GetQueueAttributesAsync(url, ["All"], Cancellation);
        return (
            counts.ApproximateNumberOfMessages,
            counts.ApproximateNumberOfMessagesNotVisible,
            counts.ApproximateNumberOfMessagesDelayed
        );
    }
}
