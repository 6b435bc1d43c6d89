using System.Net;

namespace Millrace.Contracts.Destinations;

/// <summary>
/// Calls of the AWS SDK reach the endpoint that they are made for and nobody else. Left alone, the SDK and .NET below it follow redirects to whomever
/// an answer names, with the body and the session token of the call; here such an answer is a fault.
/// </summary>
public sealed class NoDetours() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    /// <exception cref="HttpRequestException">The answer leads elsewhere, or there is none.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is < HttpStatusCode.MultipleChoices or >= HttpStatusCode.BadRequest)
        {
            return response;
        }

        response.Dispose();
        throw new HttpRequestException(
            $"HTTP {(int)response.StatusCode} leads elsewhere, which is not followed: look at the endpoint and at proxies before it"
        );
    }
}
