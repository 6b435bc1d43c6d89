using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Millrace.Runtime;

namespace Millrace.Server.Http;

/// <summary>What a call is answered with.</summary>
internal sealed record Reply(int Status, string ContentType, byte[] Body)
{
    private const string JsonType = "application/json";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Reply Json(JsonNode body, int status = StatusCodes.Status200OK) =>
        new(status, JsonType, Encoding.UTF8.GetBytes(body.ToJsonString(Plain)));

    /// <summary>The error body of the original, with the code that its schema is named after (contract, 1.7).</summary>
    public static Reply Error(int status, string code, string message) =>
        Json(new JsonObject { ["code"] = code, ["message"] = message }, status);

    public static Reply Invalid(string message) => Error(StatusCodes.Status400BadRequest, "InvalidRequestError", message);

    public static Reply NotFound(string message) => Error(StatusCodes.Status404NotFound, "ResourceNotFoundError", message);

    public static Reply Forbidden(string message) => Error(StatusCodes.Status403Forbidden, "AccessForbiddenError", message);

    public static Reply TooLarge(long bytesMax) =>
        Error(
            StatusCodes.Status413PayloadTooLarge,
            "PayloadTooLargeError",
            $"The body has more than {bytesMax} bytes, after decompression: nothing of it was taken. Send it in smaller parts."
        );

    /// <param name="after">Told in whole seconds, at least one.</param>
    public static Reply ComeAgain(TimeSpan after, string why) =>
        Error(StatusCodes.Status429TooManyRequests, "TooManyRequestsError", why) with
        {
            Headers = [RetryAfter(after)],
        };

    /// <param name="after">Told as in <see cref="ComeAgain"/>.</param>
    public static Reply Unavailable(TimeSpan after, string why) =>
        Error(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableError", why) with
        {
            Headers = [RetryAfter(after)],
        };

    /// <summary>The disk has no room.</summary>
    /// <param name="after">Told in whole seconds, at least one.</param>
    public static Reply NoSpace(TimeSpan after, string why) =>
        Error(StatusCodes.Status503ServiceUnavailable, "StorageFullError", why) with
        {
            Headers = [RetryAfter(after)],
        };

    /// <summary>Says no more than that: which part of the credentials was wrong is not told.</summary>
    public static Reply Unauthorized(string message = "Unauthorized") =>
        Error(StatusCodes.Status401Unauthorized, "UnauthorizedAccessError", message) with
        {
            Headers = [("WWW-Authenticate", "Bearer")],
        };

    public static Reply Of(Fault fault) =>
        fault.Kind switch
        {
            FaultKind.NotFound => NotFound(fault.Message),
            FaultKind.Conflict => Error(StatusCodes.Status409Conflict, "OperationConflictError", fault.Message),
            _ => Invalid(fault.Message),
        };

    private static (string Name, string Value) RetryAfter(TimeSpan after) =>
        ("Retry-After", Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
}
