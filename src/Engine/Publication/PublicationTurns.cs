using Millrace.Engine.Cells;

namespace Millrace.Engine.Publication;

/// <summary>
/// When windows are due. An account's dataset is published in bursts, by default one an hour, some minutes after its own hour ends; as
/// zones differ by quarter hours, a turn takes the windows that begin in one of the four quarters of the UTC hour.
/// </summary>
internal sealed class PublicationTurns
{
    private readonly PublicationMoments[] moments;

    // By family and quarter, the next moment. Not journaled: after a restart a turn may be taken again, and finds nothing or what came late.
    private readonly long[] next = new long[CellFamily.NumbersEnd * PublicationMoments.Quarters];
    private long soonest;

    public PublicationTurns(PartitionOptions options)
    {
        moments = new PublicationMoments[CellFamily.NumbersEnd];
        foreach (var family in CellFamily.All)
        {
            moments[family.Number] = new PublicationMoments(options.Policies.Of(family), options.Partition);
        }
    }

    /// <summary>Whether a moment has come since the last <see cref="Due"/>.</summary>
    public bool HasCome(long now) => now >= soonest;

    public IReadOnlyList<WindowCells> Due(PartitionState state, long now)
    {
        if (!HasCome(now))
        {
            return [];
        }

        var hasCome = Pass(now);
        return
        [
            .. state.Windows.Values.Where(window =>
                window.IsDirty
                && hasCome[Place(window.Id.Family, PublicationMoments.QuarterOf(window.Id.Start))]
                && moments[window.Id.Family].IsClosed(window.Id.Start, now)
            ),
        ];
    }

    /// <summary>By family and quarter, whether its moment has come; from then on the next is waited for.</summary>
    private bool[] Pass(long now)
    {
        var hasCome = new bool[next.Length];
        soonest = long.MaxValue;
        foreach (var family in CellFamily.All)
        {
            for (var quarter = 0; quarter < PublicationMoments.Quarters; quarter++)
            {
                var place = Place(family.Number, quarter);
                if (now >= next[place])
                {
                    hasCome[place] = true;
                    next[place] = moments[family.Number].After(quarter, now);
                }

                soonest = Math.Min(soonest, next[place]);
            }
        }

        return hasCome;
    }

    private static int Place(int family, int quarter) => (family * PublicationMoments.Quarters) + quarter;
}
