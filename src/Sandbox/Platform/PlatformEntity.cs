namespace Millrace.Sandbox.Platform;

/// <summary>What the platform tells of one thing that exists there: its newest form, or that it is gone.</summary>
/// <param name="Kind">As ingest names it, such as campaign.</param>
/// <param name="Document">One line of PUT /ingest/v1/entities.</param>
/// <param name="ArrivesAt">When it tells it, unix seconds.</param>
public sealed record PlatformEntity(VirtualAccount Account, string Kind, string Id, string Document, long ArrivesAt);
