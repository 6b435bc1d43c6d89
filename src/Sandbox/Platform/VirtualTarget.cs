namespace Millrace.Sandbox.Platform;

/// <summary>A keyword or a target inside its ad group; for DSP the ad group itself, which has none.</summary>
internal sealed class VirtualTarget
{
    /// <summary>For so long a campaign of DSP flies under one flight.</summary>
    private const long FlightSeconds = 5 * 86_400;

    public required AdProduct Product { get; init; }

    public required string CampaignId { get; init; }

    public required string AdGroupId { get; init; }

    /// <summary>Empty for DSP.</summary>
    public required string Id { get; init; }

    /// <summary>A keyword, or an expression such as close-match or asin="B0…".</summary>
    public required string Text { get; init; }

    /// <summary>BROAD, PHRASE, EXACT, TARGETING_EXPRESSION or TARGETING_EXPRESSION_PREDEFINED.</summary>
    public required string MatchType { get; init; }

    /// <summary>The ads of its ad group.</summary>
    public required IReadOnlyList<VirtualAd> Ads { get; init; }

    /// <summary>How likely one impression is clicked, before the placement.</summary>
    public required double ClickRate { get; init; }

    /// <summary>The most that a click costs, micros of the account's currency; 0 where clicks are free.</summary>
    public required long BidMicros { get; init; }

    /// <summary>Click prices are whole multiples of it (a yen, a cent, a millionth).</summary>
    public required long PriceStepMicros { get; init; }

    /// <summary>What one impression costs, micros; 0 where impressions are free.</summary>
    public long ImpressionMicros { get; init; }

    /// <summary>Flights of the campaign, one after the other and again from the first.</summary>
    public IReadOnlyList<string> Flights { get; init; } = [];

    /// <summary>The fields of an event line that are the same for all its events, as JSON between account and time.</summary>
    public required ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>The flight at an instant in unix seconds, null where there are none.</summary>
    public string? FlightAt(long time) => Flights.Count == 0 ? null : Flights[(int)(time / FlightSeconds % Flights.Count)];
}
