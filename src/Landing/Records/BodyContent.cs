using Millrace.Landing.Confirming;

namespace Millrace.Landing.Records;

/// <summary>What one body holds.</summary>
internal sealed record BodyContent(
    LandingMessage Message,
    IReadOnlyList<LandingRow> Rows,
    IReadOnlyList<FreshnessRow> Freshness,
    IReadOnlyList<UnreadableRecord> Unreadable,
    ConfirmationDocument? Confirmation
);
