using System.Runtime.InteropServices;
using Millrace.Engine.Cells;

namespace Millrace.Engine.Repeats;

/// <summary>Event ids, which are hashes already, in the order in which they came.</summary>
internal sealed class IdSet
{
    private readonly HashIndex index = new();
    private readonly List<UInt128> ids = [];

    public int Count => ids.Count;

    public ReadOnlySpan<UInt128> All => CollectionsMarshal.AsSpan(ids);

    /// <summary>Asks for the memory in which an id will be looked for.</summary>
    public void Fetch(UInt128 id) => index.Fetch((ulong)id);

    public bool Contains(UInt128 id)
    {
        var hash = (ulong)id;
        var place = HashIndex.First(hash);
        while (index.TryNext(hash, ref place, out var number))
        {
            if (ids[number] == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False where it is there already.</summary>
    public bool Add(UInt128 id)
    {
        if (Contains(id))
        {
            return false;
        }

        index.Add((ulong)id, ids.Count);
        ids.Add(id);
        return true;
    }

    /// <summary>Forgets all and keeps the memory.</summary>
    public void Clear()
    {
        index.Clear();
        ids.Clear();
    }
}
