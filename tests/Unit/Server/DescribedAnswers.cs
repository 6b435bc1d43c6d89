using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.Unit.Server;

/// <summary>
/// Holds every call of every test of the API against its description: the status is one that it names, the body is of the schema, and what
/// was taken fits the schema of the request.
/// </summary>
internal sealed class DescribedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (ApiDocument.Operation(request.Method.Method, path) is { } operation)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var answered = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var faults = new[] { OfAnswer(operation, response, answered), OfRequest(operation, request, response, sent) };
            faults
                .OfType<string>()
                .ShouldBeEmpty(
                    $"{request.Method} {path} was answered {(int)response.StatusCode}, which openapi.json does not describe"
                );
        }

        return response;
    }

    private static string? OfAnswer(JsonObject operation, HttpResponseMessage response, byte[] body)
    {
        var status = $"{(int)response.StatusCode}";
        if (ApiDocument.Resolve(operation["responses"]![status]) is not { } described)
        {
            return $"status {status} is not described: {System.Text.Encoding.UTF8.GetString(body)}";
        }

        var isRetryTold = response.Headers.RetryAfter is not null;
        if (isRetryTold != (described["headers"]?["Retry-After"] is not null))
        {
            return $"Retry-After of status {status}: {isRetryTold}";
        }

        return described["content"] is { } content ? OfBody(content, response.Content.Headers.ContentType, body)
            : body.Length > 0 ? $"status {status} has a body"
            : null;
    }

    /// <summary>Only of what was done: a request may be as wrong as it likes.</summary>
    private static string? OfRequest(
        JsonObject operation,
        HttpRequestMessage request,
        HttpResponseMessage response,
        byte[] sent
    ) =>
        response.IsSuccessStatusCode
        && sent.Length > 0
        && request.Content!.Headers.ContentType?.MediaType == "application/json"
        && ApiDocument.Resolve(operation["requestBody"])?["content"] is { } content
            ? OfBody(content, request.Content.Headers.ContentType, sent)
            : null;

    private static string? OfBody(JsonNode content, MediaTypeHeaderValue? type, byte[] body) =>
        type?.MediaType is not { } media ? "there is no content type"
        : content[media]?["schema"] is not { } schema ? $"{media} is not described"
        : media == "application/json" ? ApiDocument.Fault(schema, JsonSerializer.Deserialize<JsonElement>(body))
        : null;
}
