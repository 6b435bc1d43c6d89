using System.Globalization;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Millrace.Contracts.Destinations;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Sqs;

/// <summary>One SQS queue: raw JSON, one record a message, ten a call (contract, section 3).</summary>
internal sealed class SqsDestination(IAmazonSQS client, SqsQueueArn queue) : IDestination
{
    private volatile string? url;

    public int MessagesMax => SqsLimits.MessagesPerCallMax;

    public async ValueTask<IReadOnlyList<DeliveryOutcome>> DeliverAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancel
    )
    {
        try
        {
            var request = new SendMessageBatchRequest
            {
                QueueUrl = await UrlAsync(cancel),
                Entries =
                [
                    .. messages.Select(
                        (message, index) =>
                            new SendMessageBatchRequestEntry(
                                index.ToString(CultureInfo.InvariantCulture),
                                Encoding.UTF8.GetString(message.Body.Span)
                            )
                    ),
                ],
            };
            return Outcomes(messages.Count, await client.SendMessageBatchAsync(request, cancel));
        }
        catch (Exception fault)
        {
            var outcome = OutcomeOf(fault);
            return [.. messages.Select(_ => outcome)];
        }
    }

    /// <summary>The client belongs to the factory.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> UrlAsync(CancellationToken cancel)
    {
        if (url is null)
        {
            var request = new GetQueueUrlRequest(queue.QueueName) { QueueOwnerAWSAccountId = queue.AccountId };
            url = (await client.GetQueueUrlAsync(request, cancel)).QueueUrl;
        }

        return url;
    }

    private static DeliveryOutcome[] Outcomes(int count, SendMessageBatchResponse response)
    {
        // An entry that the answer does not name was perhaps not taken: it goes again.
        var outcomes = new DeliveryOutcome[count];
        Array.Fill(outcomes, new DeliveryOutcome.RetryAfter(null, "SQS did not answer for this message"));
        foreach (var taken in response.Successful ?? [])
        {
            outcomes[int.Parse(taken.Id, CultureInfo.InvariantCulture)] = DeliveryOutcome.Delivered.Instance;
        }

        foreach (var failed in response.Failed ?? [])
        {
            var why = $"SQS: {failed.Code}: {failed.Message}";
            outcomes[int.Parse(failed.Id, CultureInfo.InvariantCulture)] =
                failed.SenderFault == true ? new DeliveryOutcome.Refused(why) : new DeliveryOutcome.RetryAfter(null, why);
        }

        return outcomes;
    }

    private DeliveryOutcome OutcomeOf(Exception fault)
    {
        if (fault is not AmazonServiceException answer || answer.StatusCode == 0)
        {
            return new DeliveryOutcome.RetryAfter(null, $"SQS could not be reached: {fault.Message}");
        }

        if (answer is QueueDoesNotExistException)
        {
            url = null;
            return new DeliveryOutcome.Refused($"the queue {queue} does not exist: create it, or archive the subscription");
        }

        var code = answer.ErrorCode ?? "";
        var why = $"SQS: {code}: {answer.Message}";
        var isThrottle =
            code.Contains("Throttl", StringComparison.OrdinalIgnoreCase) || answer.StatusCode == HttpStatusCode.TooManyRequests;
        return isThrottle || (int)answer.StatusCode >= 500
            ? new DeliveryOutcome.RetryAfter(null, why)
            : new DeliveryOutcome.Refused(why);
    }
}
