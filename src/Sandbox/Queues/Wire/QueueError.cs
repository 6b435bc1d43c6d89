using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;

namespace Millrace.Sandbox.Queues.Wire;

/// <summary>An error that the caller is answered with, in the words of SQS.</summary>
/// <param name="type">The shape's name in the JSON protocol.</param>
/// <param name="queryCode">The code in the Query protocol and in <c>x-amzn-query-error</c>.</param>
internal sealed class QueueError(string type, string queryCode, string message, int queryStatus = 400, bool senderFault = true)
    : CallError(message)
{
    private const string Modelled = "AWS.SimpleQueueService.";

    public string Type => type;

    public string QueryCode => queryCode;

    public int QueryStatus => queryStatus;

    public bool SenderFault => senderFault;

    public static QueueError QueueDoesNotExist() =>
        new("QueueDoesNotExist", Modelled + "NonExistentQueue", "The specified queue does not exist.");

    public static QueueError QueueNameExists(string attribute) =>
        new(
            "QueueNameExists",
            "QueueAlreadyExists",
            $"A queue already exists with the same name and a different value for attribute {attribute}"
        );

    public static QueueError EmptyBatchRequest() =>
        new("EmptyBatchRequest", Modelled + "EmptyBatchRequest", "There should be at least one entry in the batch request.");

    public static QueueError TooManyEntries(int sent, int max) =>
        new(
            "TooManyEntriesInBatchRequest",
            Modelled + "TooManyEntriesInBatchRequest",
            $"Maximum number of entries per request are {max}. You have sent {sent}."
        );

    public static QueueError BatchEntryIdsNotDistinct(string id) =>
        new("BatchEntryIdsNotDistinct", Modelled + "BatchEntryIdsNotDistinct", $"Id {id} repeated.");

    public static QueueError InvalidBatchEntryId() =>
        new(
            "InvalidBatchEntryId",
            Modelled + "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long."
        );

    public static QueueError BatchRequestTooLong(long sent, int max) =>
        new(
            "BatchRequestTooLong",
            Modelled + "BatchRequestTooLong",
            $"Batch requests cannot be longer than {max} bytes. You have sent {sent} bytes."
        );

    public static QueueError InvalidMessageContents() =>
        new(
            "InvalidMessageContents",
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
        );

    public static QueueError ReceiptHandleIsInvalid() =>
        new(
            "ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid",
            "The input receipt handle is not one that this queue gave out.",
            queryStatus: 404
        );

    public static QueueError MessageNotInflight() =>
        new("MessageNotInflight", Modelled + "MessageNotInflight", "The specified message is not in flight.");

    public static QueueError InvalidAttributeName(string name) =>
        new("InvalidAttributeName", "InvalidAttributeName", $"Unknown Attribute {name}.");

    public static QueueError InvalidAttributeValue(string name, string reason) =>
        new("InvalidAttributeValue", "InvalidAttributeValue", $"Invalid value for the parameter {name}. Reason: {reason}");

    public static QueueError InvalidParameter(string reason) =>
        new("InvalidParameterValueException", "InvalidParameterValue", reason);

    public static QueueError MissingParameter(string name) =>
        new("MissingRequiredParameterException", "MissingParameter", $"The request must contain the parameter {name}.");

    public static QueueError InvalidAction(string action) =>
        new(
            "InvalidAction",
            "InvalidAction",
            $"The action {action} is not valid here: the stand-in knows queues, messages and their attributes."
        );

    public static QueueError Unsupported(string what) => new("UnsupportedOperation", Modelled + "UnsupportedOperation", what);

    public static QueueError Malformed(string reason) => new("SerializationException", "MalformedInput", reason);

    public static QueueError OverLimit(string what) => new("OverLimit", "OverLimit", what, queryStatus: 403);

    public static QueueError AccessDenied(string caller, string action, string resource, string why) =>
        new(
            "AccessDeniedException",
            "AccessDenied",
            $"User: {caller} is not authorized to perform: {action} on resource: {resource} because {why}",
            queryStatus: 403
        );

    public static QueueError Of(CallFault fault) =>
        fault switch
        {
            CallFault.Throttle => new(
                "RequestThrottled",
                "RequestThrottled",
                "The request was throttled: slow down and try again.",
                queryStatus: 403
            ),
            CallFault.Deny => new("AccessDeniedException", "AccessDenied", "A fault rule denies this call.", queryStatus: 403),
            CallFault.ExpiredCaller => new(
                "ExpiredToken",
                "ExpiredToken",
                "The security token included in the request is expired",
                queryStatus: 403
            ),
            _ => new(
                "InvalidClientTokenId",
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
                queryStatus: 403
            ),
        };

    /// <summary>One entry of a batch that failed on the side of the queue; the sender may try it again.</summary>
    public static QueueError InternalFailure() =>
        new(
            "InternalFailure",
            "InternalFailure",
            "The queue could not do this; try again.",
            queryStatus: 500,
            senderFault: false
        );
}
