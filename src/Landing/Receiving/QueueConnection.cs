using Amazon.SQS;
using Amazon.SQS.Model;
using Millrace.Landing.Records;

namespace Millrace.Landing.Receiving;

/// <summary>One queue through its client.</summary>
internal sealed class QueueConnection(LandingQueue queue, IAmazonSQS client, LandingOptions options) : IDisposable
{
    /// <summary>SQS takes and gives ten messages a call.</summary>
    public const int MessagesPerCall = 10;

    private string? url = queue.Url?.AbsoluteUri;

    public LandingQueue Queue => queue;

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(CancellationToken cancel)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = await UrlAsync(cancel).ConfigureAwait(false),
            MaxNumberOfMessages = MessagesPerCall,
            WaitTimeSeconds = (int)options.LongPoll.TotalSeconds,
            VisibilityTimeout = (int)options.Visibility.TotalSeconds,
        };
        var answer = await client.ReceiveMessageAsync(request, cancel).ConfigureAwait(false);
        return [.. (answer.Messages ?? []).Select(Received)];
    }

    /// <summary>Deletes at most ten; answers how many are left for redelivery.</summary>
    public async Task<int> DeleteAsync(IReadOnlyList<string> receiptHandles, CancellationToken cancel)
    {
        var request = new DeleteMessageBatchRequest
        {
            QueueUrl = await UrlAsync(cancel).ConfigureAwait(false),
            Entries = [.. receiptHandles.Select((handle, place) => new DeleteMessageBatchRequestEntry($"m{place}", handle))],
        };
        var answer = await client.DeleteMessageBatchAsync(request, cancel).ConfigureAwait(false);
        return answer.Failed?.Count ?? 0;
    }

    public void Dispose() => client.Dispose();

    private ReceivedMessage Received(Message message)
    {
        var landing = new LandingMessage(queue.Text, message.MessageId ?? "", message.Body ?? "");
        return new(this, landing, BodyReader.Confirmation(landing), message.ReceiptHandle);
    }

    private async Task<string> UrlAsync(CancellationToken cancel)
    {
        if (url is null)
        {
            var request = new GetQueueUrlRequest { QueueName = queue.Name, QueueOwnerAWSAccountId = queue.AccountId };
            url = (await client.GetQueueUrlAsync(request, cancel).ConfigureAwait(false)).QueueUrl;
        }

        return url;
    }
}
