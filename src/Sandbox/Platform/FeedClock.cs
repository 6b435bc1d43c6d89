namespace Millrace.Sandbox.Platform;

/// <summary>
/// What the deployment's clock says while a slice is sent: the time at which the slice begins, or a later one to which it was set before.
/// It never goes back.
/// </summary>
/// <param name="leaps">The times ahead of the feed to which it was set, and where the feed stood then.</param>
internal sealed class FeedClock(IReadOnlyList<FeederProgress.Leap> leaps)
{
    public IReadOnlyList<FeederProgress.Leap> Leaps => leaps;

    public DateTimeOffset At(DateTimeOffset slice)
    {
        var ahead = leaps.Where(leap => leap.Position <= slice).Select(leap => leap.Time).Append(slice);
        return ahead.Max();
    }

    public FeedClock With(DateTimeOffset position, DateTimeOffset time) => new([.. leaps, new(position, time)]);
}
