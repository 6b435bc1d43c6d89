using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;

namespace Millrace.Sandbox.Objects.Wire;

/// <summary>An error in the words of S3.</summary>
internal sealed class ObjectError(int status, string code, string message) : CallError(message)
{
    public int Status => status;

    public string Code => code;

    public static ObjectError NoSuchBucket() => new(404, "NoSuchBucket", "The specified bucket does not exist");

    public static ObjectError NoSuchKey() => new(404, "NoSuchKey", "The specified key does not exist.");

    public static ObjectError InvalidBucketName() =>
        new(400, "InvalidBucketName", "The specified bucket is not valid: give 3 to 63 small letters, digits, dots or hyphens.");

    public static ObjectError BucketAlreadyOwnedByYou() =>
        new(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");

    public static ObjectError TooManyBuckets(int max) =>
        new(400, "TooManyBuckets", $"There are {max} buckets, the most that the stand-in is set to keep.");

    public static ObjectError KeyTooLong() => new(400, "KeyTooLongError", "Your key is too long: 1024 bytes at most.");

    public static ObjectError EntityTooLarge(int max) =>
        new(400, "EntityTooLarge", $"Your proposed upload exceeds the maximum allowed size: the stand-in takes {max} bytes.");

    public static ObjectError IncompleteBody() =>
        new(400, "IncompleteBody", "You did not provide the number of bytes or the chunks that the headers tell of.");

    public static ObjectError BadDigest() =>
        new(400, "BadDigest", "The Content-MD5 or checksum value that you specified did not match what the server received.");

    public static ObjectError InvalidArgument(string why) => new(400, "InvalidArgument", why);

    public static ObjectError InvalidRange() => new(416, "InvalidRange", "The requested range is not satisfiable");

    public static ObjectError MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");

    public static ObjectError NotImplemented(string what) =>
        new(
            501,
            "NotImplemented",
            $"{what} is not implemented: the stand-in puts, gets, heads, lists and deletes objects, and creates buckets."
        );

    public static ObjectError InternalError() => new(500, "InternalError", "We encountered an internal error. Please try again.");

    public static ObjectError Of(CallFault fault) =>
        fault switch
        {
            CallFault.Throttle => new(503, "SlowDown", "Please reduce your request rate."),
            CallFault.Deny => new(403, "AccessDenied", "Access Denied"),
            CallFault.ExpiredCaller => new(400, "ExpiredToken", "The provided token has expired."),
            _ => new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
        };
}
