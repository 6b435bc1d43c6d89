using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Runtime;

namespace Millrace.Server;

/// <summary>An answer that is not what was asked for: a status, a code, and what to do (contract, 1.7).</summary>
internal sealed class ApiError(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public TimeSpan? RetryAfter { get; init; }

    public static ApiError Invalid(string message) => new(400, "InvalidRequest", message);

    public static ApiError Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiError Forbidden(string message) => new(403, "AccessForbidden", message);

    public static ApiError NotFound(string message) => new(404, "ResourceNotFound", message);

    public static ApiError Of(Fault fault) =>
        fault.Kind switch
        {
            FaultKind.NotFound => NotFound(fault.Message),
            FaultKind.Conflict => new(409, "OperationConflict", fault.Message),
            _ => Invalid(fault.Message),
        };

    /// <summary>What Kestrel found wrong with a request: too large, cut off, too slow.</summary>
    public static ApiError Of(BadHttpRequestException fault) =>
        fault.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? new(413, "PayloadTooLarge", "The body is larger than allowed: nothing of it was taken. Send smaller ones.")
            : new(fault.StatusCode, "InvalidRequest", $"The request could not be read: {fault.Message}");

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { code, message = Message })).AsTask();
    }
}
