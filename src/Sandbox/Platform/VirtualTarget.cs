namespace Millrace.Sandbox.Platform;

/// <summary>A keyword or a target inside its ad group.</summary>
internal sealed class VirtualTarget
{
    public required string CampaignId { get; init; }

    public required string AdGroupId { get; init; }

    public required string Id { get; init; }

    /// <summary>A keyword, or an expression such as close-match or asin="B0…".</summary>
    public required string Text { get; init; }

    /// <summary>BROAD, PHRASE, EXACT, TARGETING_EXPRESSION or TARGETING_EXPRESSION_PREDEFINED.</summary>
    public required string MatchType { get; init; }

    public bool IsKeyword => !MatchType.StartsWith("TARGETING", StringComparison.Ordinal);

    /// <summary>Ids of the ads of its ad group.</summary>
    public required IReadOnlyList<string> Ads { get; init; }

    /// <summary>How likely one impression is clicked, before the placement.</summary>
    public required double ClickRate { get; init; }

    /// <summary>The most that a click costs, micros of the account's currency.</summary>
    public required long BidMicros { get; init; }

    /// <summary>Click prices are whole multiples of it (a yen, a cent, a millionth).</summary>
    public required long PriceStepMicros { get; init; }

    /// <summary>The fields of an event line that are the same for all its events, as JSON between account and time.</summary>
    public required ReadOnlyMemory<byte> Fields { get; init; }
}
