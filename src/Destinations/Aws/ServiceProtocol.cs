namespace Millrace.Destinations.Aws;

/// <summary>How a service is called in AWS JSON.</summary>
/// <param name="Service">What people call it.</param>
/// <param name="SigningName">What it is called in signatures.</param>
/// <param name="ContentType">Tells the version of AWS JSON.</param>
/// <param name="TargetPrefix">What stands before the action in <c>x-amz-target</c>.</param>
/// <param name="IsQueryMode">Whether it is asked for the error codes of the Query protocol.</param>
internal sealed record ServiceProtocol(
    string Service,
    string SigningName,
    string ContentType,
    string TargetPrefix,
    bool IsQueryMode = false
);
