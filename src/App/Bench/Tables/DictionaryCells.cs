using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.App.Bench.Tables;

/// <summary>Cells in the framework's dictionary, reached by reference: no copy of the sums, and one search to find or add.</summary>
internal sealed class DictionaryCells(CellKeys keys) : ITable
{
    private readonly Dictionary<CellNumbers, CellSums> table = [];

    public void AddAll(ReadOnlySpan<int> order)
    {
        foreach (var key in order)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(table, CellNumbers.Of(keys[key]), out _).Impressions = 1;
        }
    }

    public long FindAll(ReadOnlySpan<int> order)
    {
        var found = 0L;
        foreach (var key in order)
        {
            ref var sums = ref CollectionsMarshal.GetValueRefOrNullRef(table, CellNumbers.Of(keys[key]));
            found += Unsafe.IsNullRef(ref sums) ? 0 : sums.Impressions;
        }

        return found;
    }
}
