using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;

namespace Millrace.Sandbox.Streams.Wire;

/// <summary>An error in the words of Firehose.</summary>
internal sealed class StreamError(int status, string type, string message) : CallError(message)
{
    public const string Unavailable = "ServiceUnavailableException";
    public const string Internal = "InternalFailure";

    public int Status => status;

    public string Type => type;

    public static StreamError NotFound(string name, string account) =>
        new(400, "ResourceNotFoundException", $"Firehose {name} under account {account} not found.");

    public static StreamError InUse(string name, string account) =>
        new(400, "ResourceInUseException", $"Firehose {name} under accountId {account} already exists");

    public static StreamError Invalid(string why) => new(400, "InvalidArgumentException", why);

    public static StreamError Validation(string why) => new(400, "ValidationException", $"1 validation error detected: {why}");

    public static StreamError LimitExceeded(int max) =>
        new(400, "LimitExceededException", $"There are {max} streams, the most that the stand-in is set to keep.");

    public static StreamError Malformed(string why) => new(400, "SerializationException", why);

    public static StreamError UnknownOperation(string action) =>
        new(
            400,
            "UnknownOperationException",
            $"The action {action} is not known here: the stand-in creates, describes, lists and deletes streams, and takes records."
        );

    public static StreamError IsFull() =>
        new(503, Unavailable, "The streams hold as much as the stand-in is set to keep: look at what hinders their delivery.");

    public static StreamError InternalFailure() => new(500, Internal, "The stand-in could not do this; try again.");

    public static StreamError Of(CallFault fault) =>
        fault switch
        {
            CallFault.Throttle => new(503, Unavailable, "Slow down."),
            CallFault.Deny => new(400, "AccessDeniedException", "A fault rule denies this call."),
            CallFault.ExpiredCaller => new(400, "ExpiredTokenException", "The security token included in the request is expired"),
            _ => new(400, "UnrecognizedClientException", "The security token included in the request is invalid."),
        };
}
