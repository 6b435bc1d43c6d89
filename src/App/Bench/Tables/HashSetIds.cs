namespace Millrace.App.Bench.Tables;

/// <summary>Ids of events in the framework's set, of which they are hashes already.</summary>
/// <param name="isOrdered">Whether a list keeps the order in which they came, which the pages of a day need.</param>
internal sealed class HashSetIds(UInt128[] ids, bool isOrdered) : ITable
{
    private readonly HashSet<UInt128> set = new(new ById());
    private readonly List<UInt128> order = [];

    public void AddAll(ReadOnlySpan<int> added)
    {
        foreach (var id in added)
        {
            if (set.Add(ids[id]) && isOrdered)
            {
                order.Add(ids[id]);
            }
        }
    }

    public long FindAll(ReadOnlySpan<int> wanted)
    {
        var found = 0L;
        foreach (var id in wanted)
        {
            found += set.Contains(ids[id]) ? 1 : 0;
        }

        return found;
    }

    private sealed class ById : IEqualityComparer<UInt128>
    {
        public bool Equals(UInt128 x, UInt128 y) => x == y;

        public int GetHashCode(UInt128 obj) => (int)obj;
    }
}
