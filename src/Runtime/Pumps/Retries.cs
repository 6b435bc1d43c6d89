using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>The one place that decides when what a destination did not take goes again.</summary>
/// <param name="chance">Numbers in [0, 1) for the jitter of waits.</param>
internal sealed class Retries(PumpOptions options, Func<double> chance)
{
    /// <summary>How long to wait before the next attempt.</summary>
    /// <param name="attempt">How many were made before this one.</param>
    /// <param name="tell">Takes the reason, whenever one is found for which it takes as long or longer.</param>
    public TimeSpan WaitFor(IReadOnlyList<DeliveryOutcome> outcomes, int attempt, Action<string> tell)
    {
        var wait = TimeSpan.Zero;
        foreach (var outcome in outcomes)
        {
            var (after, why) = outcome switch
            {
                DeliveryOutcome.RetryAfter retry => (retry.After ?? Backoff(attempt), retry.Why),
                DeliveryOutcome.Refused refused => (options.RefusedWait, refused.Why),
                _ => (TimeSpan.Zero, null),
            };
            if (why is not null && after >= wait)
            {
                wait = after;
                tell(why);
            }
        }

        return wait;
    }

    public TimeSpan Backoff(int attempt)
    {
        var bound = DoublingWait.After(options.RetryFirst, options.RetryMax, attempt);
        return bound * (0.5 + (chance() / 2));
    }
}
