namespace Millrace.Sandbox.Platform;

/// <summary>What exists on the platform, as its campaign manager tells it.</summary>
/// <param name="Kind">portfolio, campaign, ad_group, ad, keyword or target.</param>
/// <param name="Document">One line of PUT /ingest/v1/entities.</param>
public sealed record PlatformEntity(VirtualAccount Account, string Kind, string Id, string Document);
