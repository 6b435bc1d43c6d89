using System.Globalization;
using System.Net;
using Millrace.Runtime.Ports;

namespace Millrace.Destinations.Notices;

/// <summary>Posts notices to one address, signed as Standard Webhooks 1.0 has it. Redirects are not followed: they are a failure.</summary>
/// <param name="wall">What sendings are dated and bounded by.</param>
public sealed class NoticeWebhook(Uri address, WebhookSecret secret, TimeProvider wall) : INoticeWebhook, IDisposable
{
    /// <summary>How long one sending may take.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    /// <summary>Connections are renewed so often that a change of DNS is followed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly HttpMessageInvoker http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = ConnectionLifetime,
        }
    );

    public async ValueTask<DeliveryOutcome> SendAsync(string id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var limited = new CancellationTokenSource(AnswerMax, wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limited.Token);
        try
        {
            using var request = Request(id, body);
            using var response = await http.SendAsync(request, either.Token);
            return OutcomeOf(response);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            return new DeliveryOutcome.RetryAfter(
                null,
                limited.IsCancellationRequested
                    ? $"there was no answer within {AnswerMax.TotalSeconds:0.###} s"
                    : fault.GetBaseException().Message
            );
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(string id, ReadOnlyMemory<byte> body)
    {
        var time = wall.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "millrace");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", time);
        request.Headers.TryAddWithoutValidation("webhook-signature", secret.Sign(id, time, body.Span));
        return request;
    }

    private static DeliveryOutcome OutcomeOf(HttpResponseMessage response)
    {
        var why = $"the webhook answered {(int)response.StatusCode}";
        return response.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => DeliveryOutcome.Delivered.Instance,
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                new DeliveryOutcome.RetryAfter(response.Headers.RetryAfter?.Delta, why),
            _ => new DeliveryOutcome.Refused(why),
        };
    }
}
