using Millrace.Engine.Cells;

namespace Millrace.Engine.Budgets;

/// <summary>What a part of a body spends, gathered by scope and local day; a day whose sum is nothing stands nowhere.</summary>
internal sealed class DaySums
{
    private readonly List<DaySum> sums = [];

    public int Count => sums.Count;

    /// <summary>In the order of scopes, and of days.</summary>
    public DaySum this[int place] => sums[place];

    public void Clear() => sums.Clear();

    public void Add(DaySum sum) => sums.Add(sum);

    /// <summary>Brings what was added into order, and makes one of what belongs together.</summary>
    public void Merge()
    {
        sums.Sort();
        var kept = 0;
        for (var (first, next) = (0, 0); first < sums.Count; first = next)
        {
            var total = 0L;
            for (; next < sums.Count && (sums[next].Scope, sums[next].Day) == (sums[first].Scope, sums[first].Day); next++)
            {
                total = Math.Clamp(total + Math.Clamp(sums[next].Micros, -Sums.Max, Sums.Max), -Sums.Max, Sums.Max);
            }

            if (total != 0)
            {
                sums[kept++] = sums[first] with { Micros = total };
            }
        }

        sums.RemoveRange(kept, sums.Count - kept);
    }
}
