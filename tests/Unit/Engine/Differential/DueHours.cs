namespace Millrace.Unit.Engine.Differential;

/// <summary>
/// Which hours a turn publishes: those that ended ten minutes ago or earlier, once an hour. Accounts whose hours begin in another
/// quarter of the UTC hour publish at another time; a crash forgets when the last time was.
/// </summary>
internal sealed class DueHours
{
    private const long Hour = 3600;
    private const long Grace = 600;

    private readonly Dictionary<long, long> last = [];

    public void Forget() => last.Clear();

    /// <summary>Takes a turn; answers whether by the start of an hour its account publishes now, and whether the hour is over.</summary>
    public (Func<long, bool> Publishes, Func<long, bool> IsOver) Turn(long now)
    {
        var moved = new HashSet<long>();
        for (var quarter = 0L; quarter < 4; quarter++)
        {
            var turn = (now - Grace - (quarter * 900)) / Hour;
            if (turn > last.GetValueOrDefault(quarter, long.MinValue))
            {
                last[quarter] = turn;
                moved.Add(quarter);
            }
        }

        return (start => moved.Contains(start % Hour / 900), start => start + Hour + Grace <= now);
    }
}
