using Millrace.Engine.Cells;

namespace Millrace.Engine.Publication;

/// <summary>
/// When windows are due. An account publishes in one burst an hour, some minutes after its own hour ends; as zones differ by
/// quarter hours, a turn takes the windows that begin in one of the four quarters of the UTC hour.
/// </summary>
internal sealed class PublicationTurns(PartitionOptions options)
{
    private const int Hour = 3600;
    private const int Quarter = 900;

    private readonly long delay =
        (long)options.Policy.Grace.TotalSeconds
        + (long)(((uint)options.Partition * 2654435769u) % (uint)(1 + (int)options.Policy.Spread.TotalSeconds));

    // Not journaled: after a restart a turn may be taken again, and finds nothing or what came late.
    private readonly long[] last = new long[Hour / Quarter];

    public IReadOnlyList<WindowCells> Due(PartitionState state, long now)
    {
        var due = new List<WindowCells>();
        for (var quarter = 0; quarter < last.Length; quarter++)
        {
            var turn = now - delay - (quarter * Quarter);
            turn -= ((turn % Hour) + Hour) % Hour;
            if (turn <= last[quarter])
            {
                continue;
            }

            last[quarter] = turn;
            due.AddRange(
                state.Windows.Values.Where(window =>
                    window.IsDirty && QuarterOf(window.Id.Start) == quarter && window.Id.Start + Hour + delay <= now
                )
            );
        }

        return due;
    }

    private static int QuarterOf(long start) => (int)((((start % Hour) + Hour) % Hour) / Quarter);
}
