namespace Millrace.Contracts.Destinations;

/// <summary>What tells callers of a stand-in for AWS apart; it verifies no secrets.</summary>
public static class StandInKeys
{
    /// <summary>The access key of the publisher of a stream.</summary>
    public const string Publisher = "millrace-publisher";
}
