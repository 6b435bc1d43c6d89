namespace Millrace.Runtime.Retention;

/// <param name="Kind">What ends: each kind is told of by itself.</param>
/// <param name="Share">Of the time until then, what is over: the newest of <see cref="RetentionOptions.WarnAfter"/> that was passed.</param>
/// <param name="Ends">When it ends, on the clock of its kind.</param>
public sealed record DeliveryWarning(WarningKind Kind, double Share, DateTimeOffset Ends, string Text);

public enum WarningKind
{
    /// <summary>The subscription becomes SUSPENDED.</summary>
    Suspension,

    /// <summary>What is not delivered is dropped.</summary>
    Drop,
}
