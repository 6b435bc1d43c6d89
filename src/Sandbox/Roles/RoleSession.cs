namespace Millrace.Sandbox.Roles;

/// <summary>Temporary credentials that were handed out, and for whom.</summary>
/// <param name="SessionName">What the caller calls itself.</param>
/// <param name="AssumedRoleId">Id of the role and the session's name, with a colon between.</param>
/// <param name="ExternalId">What the caller gave as its external id, or null.</param>
/// <param name="ExpiresMs">Milliseconds since 1970.</param>
internal sealed record RoleSession(
    string AccessKey,
    string SecretKey,
    string Token,
    string RoleArn,
    string SessionName,
    string AssumedRoleId,
    string? ExternalId,
    IReadOnlyDictionary<string, string> Tags,
    long ExpiresMs
)
{
    /// <summary><c>arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION</c>.</summary>
    public string Arn => $"arn:aws:sts::{Account}:assumed-role/{RoleArn[(RoleArn.LastIndexOf('/') + 1)..]}/{SessionName}";

    public string Account => RoleArn.Split(':')[4];
}
