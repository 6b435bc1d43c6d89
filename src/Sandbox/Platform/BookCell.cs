namespace Millrace.Sandbox.Platform;

/// <summary>What is true of one account, hour and place of advertising; all sums may have come back to zero.</summary>
/// <param name="Window">The instant at which the account's local hour begins, with the account's offset.</param>
/// <param name="TargetId">Keyword or target.</param>
public sealed record BookCell(
    VirtualAccount Account,
    DateTimeOffset Window,
    string CampaignId,
    string AdGroupId,
    string AdId,
    string TargetId,
    string KeywordText,
    string MatchType,
    string Placement,
    long Impressions,
    long Clicks,
    long CostMicros
);
