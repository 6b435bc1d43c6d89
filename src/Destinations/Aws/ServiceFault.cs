using System.Net;
using System.Text.Json;
using Amazon.Runtime;

namespace Millrace.Destinations.Aws;

/// <summary>A call that was answered, but not with a success.</summary>
/// <param name="Service">What people call the service.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error's code in the Query protocol, "" where the server gives none.</param>
/// <param name="Type">The error's name in the JSON protocol, without its namespace, "" where there is none.</param>
internal sealed record ServiceFault(string Service, int Status, string Code, string Type, string Message)
{
    private static readonly string[] Throttles =
    [
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "SlowDown",
        "TooManyRequestsException",
        "PriorRequestNotComplete",
        "ServiceUnavailable",
        "LimitExceeded",
    ];

    /// <summary>Such as a wrong clock makes; a wrong secret is answered the same way.</summary>
    public bool IsAboutTime =>
        Is("RequestTimeTooSkewed")
        || Is("RequestExpired")
        || Is("RequestInTheFuture")
        || Is("InvalidSignature")
        || Is("SignatureDoesNotMatch")
        || Is("AuthFailure");

    public bool IsAboutExpiry => Is("ExpiredToken") || Is("TokenRefreshRequired");

    /// <summary>About who may send, or by which key: not about what was sent.</summary>
    public bool IsAboutAccess =>
        Code.StartsWith("Kms", StringComparison.OrdinalIgnoreCase)
        || Code.StartsWith("AccessDenied", StringComparison.OrdinalIgnoreCase)
        || Code.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the same call may succeed later without anybody repairing anything.</summary>
    public bool IsPassing =>
        Status is >= 500 or (int)HttpStatusCode.OK or (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.RequestTimeout
        || Code.Contains("Throttl", StringComparison.OrdinalIgnoreCase)
        || Type.Contains("Throttl", StringComparison.OrdinalIgnoreCase)
        || Is("RequestTimeout")
        || Throttles.Any(Is);

    public string Why => $"{Service}: {(Code.Length > 0 ? Code : Type)}: {Message}";

    /// <summary>An error of a service, or of something between it and us.</summary>
    /// <param name="queryError">The header <c>x-amzn-query-error</c>: code;party.</param>
    /// <param name="errorType">The header <c>x-amzn-errortype</c>, which some servers write in place of <c>__type</c>.</param>
    public static ServiceFault Read(string service, int status, string? queryError, string? errorType, ReadOnlySpan<byte> body)
    {
        string? type = null;
        string? message = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            ReadFields(ref reader, ref type, ref message);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // What stands in the headers and the status has to do: a proxy answers in HTML.
        }

        var code = queryError?.Split(';')[0].Trim() ?? "";
        type = WithoutNamespace(type ?? errorType ?? "");
        return code.Length == 0 && type.Length == 0
            ? new(service, status, "", $"HTTP {status}", message is null ? NotOf(service) : Shortened(message))
            : new(service, status, Shortened(code), Shortened(type), Shortened(message ?? $"HTTP {status}"));
    }

    /// <param name="type">The error's name where the SDK has a type of its own for it.</param>
    public static ServiceFault Of(string service, AmazonServiceException fault, string type = "") =>
        new(service, (int)fault.StatusCode, fault.ErrorCode ?? "", type, Shortened(fault.Message));

    /// <summary>Why an answer could not be read.</summary>
    public static string NotOf(string service) =>
        $"the answer is not one of {service}: look at the endpoint and at proxies before it";

    /// <summary>Some services end the names of errors with "Exception", some do not.</summary>
    public bool Is(string name) => IsNamed(Code, name) || IsNamed(Type, name);

    private static bool IsNamed(string given, string name) =>
        given.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (given.Length == name.Length || given.AsSpan(name.Length).Equals("Exception", StringComparison.OrdinalIgnoreCase));

    private static void ReadFields(ref Utf8JsonReader reader, ref string? type, ref string? message)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("__type"u8);
            var isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isType)
            {
                type = reader.GetString();
            }
            else if (reader.TokenType == JsonTokenType.String && isMessage)
            {
                message = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary><c>com.amazonaws.sqs#QueueDoesNotExist:http://…</c> is <c>QueueDoesNotExist</c>.</summary>
    private static string WithoutNamespace(string type) => type[(type.LastIndexOf('#') + 1)..].Split(':')[0].Trim();

    private static string Shortened(string text) =>
        text.Length <= AnswerLimits.ReasonLettersMax ? text : text[..AnswerLimits.ReasonLettersMax] + "…";
}
