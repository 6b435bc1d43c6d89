using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;

namespace Millrace.Sandbox.Roles;

/// <summary>An error in the words of STS.</summary>
internal sealed class RoleError(int status, string code, string message) : CallError(message)
{
    public int Status => status;

    public string Code => code;

    public static RoleError Validation(string message) => new(400, "ValidationError", message);

    public static RoleError AccessDenied(string caller, string action, string resource, string why) =>
        new(403, "AccessDenied", $"User: {caller} is not authorized to perform: {action} on resource: {resource}; {why}");

    public static RoleError InvalidAction(string action) =>
        new(400, "InvalidAction", $"The action {action} is not valid here: the stand-in knows AssumeRole and GetCallerIdentity.");

    public static RoleError InternalFailure() => new(500, "InternalFailure", "The stand-in could not do this; try again.");

    public static RoleError Of(CallFault fault) =>
        fault switch
        {
            CallFault.Throttle => new(400, "Throttling", "Rate exceeded"),
            CallFault.Deny => new(403, "AccessDenied", "A fault rule denies this call."),
            CallFault.ExpiredCaller => new(403, "ExpiredToken", "The security token included in the request is expired"),
            _ => new(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
        };
}
