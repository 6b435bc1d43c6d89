namespace Millrace.Runtime.Retention;

/// <summary>How delivery to one subscription stands, as its owner is told it.</summary>
/// <param name="LastError">Why the last call failed, null when it did not, or none was made.</param>
public sealed record DeliveryState(string? LastError)
{
    /// <summary>When the oldest publication that is not delivered was made, platform time; null: there is none.</summary>
    public DateTimeOffset? UndeliveredSince { get; init; }

    /// <summary>When that is dropped, platform time; null: never.</summary>
    public DateTimeOffset? Drops { get; init; }

    /// <summary>Since when the destination has taken nothing; null: it takes, or that is not noted yet.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When the subscription becomes SUSPENDED for that.</summary>
    public DateTimeOffset? Suspends { get; init; }

    public long DeadLetters { get; init; }

    /// <summary>Records that were dropped before the destination took them.</summary>
    public long Dropped { get; init; }

    /// <summary>When the newest of these was published, platform time.</summary>
    public DateTimeOffset? DroppedThrough { get; init; }

    /// <summary>What its owner should know now.</summary>
    public IReadOnlyList<DeliveryWarning> Warnings { get; init; } = [];
}
