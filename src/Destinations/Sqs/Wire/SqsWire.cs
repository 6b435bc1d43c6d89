using Amazon.Runtime;

namespace Millrace.Destinations.Sqs.Wire;

/// <summary>
/// SendMessageBatch of one region over pooled connections, in place of AWSSDK.SQS: it costs 1.8 times less CPU than the SDK's bare
/// loop (millrace bench sqs). It speaks the SDK's protocol, AWS JSON 1.0 with the error codes of Query, and repairs what the SDK
/// repairs: a wrong clock, expired credentials.
/// </summary>
internal sealed class SqsWire : IDisposable
{
    private const string ContentType = "application/x-amz-json-1.0";
    private const string Target = "AmazonSQS.SendMessageBatch";

    /// <summary>Connections are renewed so often that a change of DNS is followed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly Uri endpoint;
    private readonly string path;
    private readonly TimeSpan timeout;
    private readonly SqsCredentials credentials;
    private readonly ServerClock clock;
    private readonly RequestSigner signer;
    private readonly HttpMessageInvoker http;

    public SqsWire(Uri endpoint, string region, SqsCredentials credentials, SqsDestinationOptions options)
    {
        this.endpoint = endpoint;
        this.credentials = credentials;
        path = RequestSigner.PathOf(endpoint);
        timeout = options.CallTimeout;
        clock = new ServerClock(options.WallTime);
        signer = new RequestSigner(region);
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
    /// <param name="body">The JSON of the call.</param>
    /// <exception cref="HttpRequestException">The server could not be reached, or the connection broke.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public async ValueTask<SqsAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(timeout);
        try
        {
            var (answer, isRepaired) = await SendOnceAsync(body, bounded.Token);
            if (isRepaired)
            {
                answer.Dispose();
                (answer, _) = await SendOnceAsync(body, bounded.Token);
            }

            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"there was no answer within {timeout.TotalSeconds:0.###} s");
        }
    }

    public void Dispose() => http.Dispose();

    private async ValueTask<(SqsAnswer Answer, bool IsRepaired)> SendOnceAsync(
        ReadOnlyMemory<byte> body,
        CancellationToken cancel
    )
    {
        var who = await credentials.ReadAsync(cancel);
        var now = clock.Now;
        using var request = Request(body, who, ServerClock.Text(now));
        using var response = await http.SendAsync(request, cancel);
        var answer = await SqsAnswer.ReadAsync(response, cancel);
        var isRepaired =
            answer.Fault is { } fault
            && (
                (fault.IsAboutTime && clock.Correct(now, response.Headers.Date))
                || (fault.IsAboutExpiry && await credentials.RenewAsync(who, cancel))
            );
        return (answer, isRepaired);
    }

    private HttpRequestMessage Request(ReadOnlyMemory<byte> body, ImmutableCredentials who, string time)
    {
        SignedHeader[] signed = who.UseToken
            ?
            [
                new("content-type", ContentType),
                new("host", endpoint.Authority),
                new("x-amz-date", time),
                new("x-amz-security-token", who.Token),
                new("x-amz-target", Target),
                new("x-amzn-query-mode", "true"),
            ]
            :
            [
                new("content-type", ContentType),
                new("host", endpoint.Authority),
                new("x-amz-date", time),
                new("x-amz-target", Target),
                new("x-amzn-query-mode", "true"),
            ];
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        foreach (var (name, value) in signed.AsSpan(1))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "millrace");
        request.Headers.TryAddWithoutValidation("Authorization", signer.Authorization(path, signed, body.Span, time, who));
        return request;
    }
}
