using Millrace.Engine.Time;

namespace Millrace.Engine.Publication;

/// <summary>
/// Through when an account's stream of a dataset is complete: every hour until then was published once, with all of its events that were
/// taken in before its grace was over. What comes later is told as a correction.
/// </summary>
/// <param name="Through">End of the last hour that is complete, unix seconds.</param>
/// <param name="ChangesAt">The platform's time from which on a turn makes more complete, unix seconds.</param>
public readonly record struct CompleteHours(long Through, long ChangesAt)
{
    /// <summary>
    /// What a partition's turn has made complete. It follows from the policy alone, so that hours without events need nothing that is
    /// stored.
    /// </summary>
    /// <param name="turn">The platform's time of the turn, unix seconds.</param>
    public static CompleteHours After(long turn, PublicationPolicy policy, int partition, AccountZone zone)
    {
        var moments = new PublicationMoments(policy, partition);

        // From an hour on that is surely published: the first that is not ends the walk, though a later one may be published already,
        // where a clock change has moved the account's hours to another quarter.
        var (start, end) = zone.Window(moments.ClosedBefore(turn));
        while (moments.Of(start) <= turn)
        {
            (start, end) = zone.Window(end);
        }

        return new(start, moments.Of(start));
    }
}
