namespace Millrace.Contracts.Ingest;

/// <summary>What happened, by its number in the binary form.</summary>
public enum IngestEventKind
{
    Impression = 1,
    Click = 2,

    /// <summary>Impressions are taken back.</summary>
    InvalidatedImpression = 3,

    /// <summary>A click is taken back, named by its event id.</summary>
    InvalidatedClick = 4,
}
