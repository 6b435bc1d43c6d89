namespace Millrace.Destinations.Firehose;

/// <summary>The name that policies have for a caller of STS.</summary>
internal static class CallerPrincipal
{
    /// <summary>
    /// A session of a role is admitted by the name of the role. The path of a role is not told: where it has one, it has to be named.
    /// </summary>
    public static string Of(string callerArn) =>
        callerArn.Split(':') is [_, _, "sts", _, var account, var session] && session.Split('/') is ["assumed-role", var role, ..]
            ? $"arn:aws:iam::{account}:role/{role}"
            : callerArn;
}
