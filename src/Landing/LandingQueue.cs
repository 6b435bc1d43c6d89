using System.Diagnostics.CodeAnalysis;
using Millrace.Contracts.Destinations;

namespace Millrace.Landing;

/// <summary>A queue to receive from.</summary>
/// <param name="Text">The ARN or URL as it was given; the landed tables name the queue so.</param>
/// <param name="Region">The AWS region that requests are signed for.</param>
/// <param name="Name">The queue's name.</param>
/// <param name="AccountId">The owner's account, from an ARN.</param>
/// <param name="Url">The queue's address; null when it has to be asked for.</param>
public sealed record LandingQueue(string Text, string Region, string Name, string? AccountId, Uri? Url)
{
    /// <summary>Reads an ARN or a queue URL; a URL that does not name its region takes the given one.</summary>
    public static bool TryParse(
        string text,
        string defaultRegion,
        [NotNullWhen(true)] out LandingQueue? queue,
        [NotNullWhen(false)] out string? problem
    )
    {
        queue = null;
        if (SqsQueueArn.TryParse(text, out var arn))
        {
            problem = arn.IsFifo ? $"{text} is a FIFO queue; the stream delivers to standard queues only." : null;
            queue = arn.IsFifo ? null : new(text, arn.Region, arn.QueueName, arn.AccountId, null);
            return queue is not null;
        }

        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            || url.AbsolutePath.Trim('/').Length == 0
        )
        {
            problem =
                $"{text} is neither a queue ARN (arn:aws:sqs:us-east-1:123456789012:name) nor a queue URL "
                + "(https://sqs.us-east-1.amazonaws.com/123456789012/name).";
            return false;
        }

        var host = url.Host.Split('.');
        var region = host is ["sqs", var named, "amazonaws", "com"] ? named : defaultRegion;
        queue = new(text, region, url.AbsolutePath.Trim('/').Split('/')[^1], null, url);
        problem = null;
        return true;
    }
}
