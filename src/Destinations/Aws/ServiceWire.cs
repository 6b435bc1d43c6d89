using Amazon.Runtime;

namespace Millrace.Destinations.Aws;

/// <summary>
/// Calls of one service in one region over pooled connections, in place of the AWS SDK: for SQS it costs 1.8 times less CPU than the
/// SDK's bare loop (millrace bench sqs), and for Firehose, of which there is no package, 2.5 times less than its pipeline. It speaks the SDK's protocol, AWS JSON, and repairs
/// what the SDK repairs: a wrong clock, expired credentials.
/// </summary>
internal sealed class ServiceWire : IDisposable
{
    /// <summary>Connections are renewed so often that a change of DNS is followed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly Uri endpoint;
    private readonly string path;
    private readonly TimeSpan timeout;
    private readonly ServiceProtocol protocol;
    private readonly ServerClock clock;
    private readonly RequestSigner signer;
    private readonly HttpMessageInvoker http;

    /// <param name="timeout">A call that takes longer is given up, on the wall clock.</param>
    /// <param name="wallTime">What requests are dated by.</param>
    public ServiceWire(Uri endpoint, string region, ServiceProtocol protocol, TimeSpan timeout, TimeProvider wallTime)
    {
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.timeout = timeout;
        path = RequestSigner.PathOf(endpoint);
        clock = new ServerClock(wallTime);
        signer = new RequestSigner(region, protocol.SigningName);
        http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = timeout,
                PooledConnectionLifetime = ConnectionLifetime,
            }
        );
    }

    /// <summary>One call, a second time where the first is refused for a reason that can be repaired here.</summary>
    /// <param name="action">Its name in the API reference.</param>
    /// <param name="body">The JSON of the call.</param>
    /// <param name="credentials">Whose name it is made in.</param>
    /// <exception cref="HttpRequestException">The server could not be reached, or the connection broke.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public async ValueTask<ServiceAnswer> SendAsync(
        string action,
        ReadOnlyMemory<byte> body,
        ServiceCredentials credentials,
        CancellationToken cancel
    )
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(timeout);
        try
        {
            var (answer, isRepaired) = await SendOnceAsync(action, body, credentials, bounded.Token);
            if (isRepaired)
            {
                answer.Dispose();
                (answer, _) = await SendOnceAsync(action, body, credentials, bounded.Token);
            }

            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"there was no answer within {timeout.TotalSeconds:0.###} s");
        }
    }

    public void Dispose() => http.Dispose();

    private async ValueTask<(ServiceAnswer Answer, bool IsRepaired)> SendOnceAsync(
        string action,
        ReadOnlyMemory<byte> body,
        ServiceCredentials credentials,
        CancellationToken cancel
    )
    {
        var who = await credentials.ReadAsync(cancel);
        var now = clock.Now;
        using var request = Request(action, body, who, ServerClock.Text(now));
        using var response = await http.SendAsync(request, cancel);
        var answer = await ServiceAnswer.ReadAsync(protocol.Service, response, cancel);
        var isRepaired =
            answer.Fault is { } fault
            && (
                (fault.IsAboutTime && clock.Correct(now, response.Headers.Date))
                || (fault.IsAboutExpiry && await credentials.RenewAsync(who, cancel))
            );
        return (answer, isRepaired);
    }

    private HttpRequestMessage Request(string action, ReadOnlyMemory<byte> body, ImmutableCredentials who, string time)
    {
        var signed = Headers(action, who, time);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", protocol.ContentType);
        foreach (var (name, value) in signed.AsSpan(1))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "millrace");
        request.Headers.TryAddWithoutValidation("Authorization", signer.Authorization(path, signed, body.Span, time, who));
        return request;
    }

    /// <summary>What is signed, in the order of the names; the type of the content is the first.</summary>
    private SignedHeader[] Headers(string action, ImmutableCredentials who, string time)
    {
        var headers = new List<SignedHeader>(6)
        {
            new("content-type", protocol.ContentType),
            new("host", endpoint.Authority),
            new("x-amz-date", time),
        };
        if (who.UseToken)
        {
            headers.Add(new("x-amz-security-token", who.Token));
        }

        headers.Add(new("x-amz-target", protocol.TargetPrefix + action));
        if (protocol.IsQueryMode)
        {
            headers.Add(new("x-amzn-query-mode", "true"));
        }

        return [.. headers];
    }
}
