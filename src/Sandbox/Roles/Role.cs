namespace Millrace.Sandbox.Roles;

/// <summary>A role that was declared. Roles that were not may be assumed by everybody.</summary>
/// <param name="ExternalId">What whoever assumes it has to give; null: anything.</param>
/// <param name="AllowsTags">Whether its trust policy allows session tags.</param>
internal sealed record Role(string Arn, string? ExternalId = null, bool AllowsTags = true);
