using Millrace.Landing.Confirming;

namespace Millrace.Landing.Records;

/// <summary>What one body holds, as far as it is read.</summary>
internal sealed class BodyContent(LandingMessage message)
{
    public LandingMessage Message => message;

    public List<LandingRow> Rows { get; } = [];

    public List<DocumentRow> Documents { get; } = [];

    public List<FreshnessRow> Freshness { get; } = [];

    public List<UnreadableRecord> Unreadable { get; } = [];

    /// <summary>The request that the body is; null for data.</summary>
    public ConfirmationDocument? Confirmation { get; set; }
}
