using Millrace.Engine.Cells;
using Millrace.Engine.Journal;

namespace Millrace.Engine.Repeats;

/// <summary>The batches that were accepted on one day, in the order in which they came.</summary>
internal sealed class BatchDay
{
    private const byte FormatVersion = 1;
    private const int PageShift = 12;

    private readonly HashIndex index = new();
    private readonly List<BatchFacts> batches = [];
    private int saved;

    public int Pages => (batches.Count + (1 << PageShift) - 1) >> PageShift;

    public int FirstChangedPage => saved == batches.Count ? Pages : saved >> PageShift;

    public bool TryFind(UInt128 batch, out BatchFacts facts)
    {
        var place = HashIndex.First((ulong)batch);
        while (index.TryNext((ulong)batch, ref place, out var number))
        {
            facts = batches[number];
            if (facts.Batch == batch)
            {
                return true;
            }
        }

        facts = default;
        return false;
    }

    public void Add(BatchFacts facts)
    {
        if (!TryFind(facts.Batch, out _))
        {
            index.Add((ulong)facts.Batch, batches.Count);
            batches.Add(facts);
        }
    }

    public void WritePage(int page, ByteWriter writer)
    {
        var first = page << PageShift;
        var count = Math.Min(1 << PageShift, batches.Count - first);
        saved = Math.Max(saved, first + count);
        writer.Byte(FormatVersion);
        writer.Varint((ulong)count);
        foreach (var facts in batches.Slice(first, count))
        {
            writer.Hash(facts.Batch);
            writer.Hash(facts.Digest);
            writer.Varint((ulong)facts.Repeated);
        }
    }

    public void ReadPage(ref ByteReader reader)
    {
        reader.Version(FormatVersion, "page of batches");
        for (var left = reader.Number(); left > 0; left--)
        {
            Add(new(reader.Hash(), reader.Hash(), reader.Number()));
        }

        saved = batches.Count;
    }
}

/// <param name="Batch">The batch id, scoped to its sender.</param>
/// <param name="Digest">What its lines were, whatever their order.</param>
/// <param name="Repeated">How many of its events were already known when it was accepted.</param>
internal readonly record struct BatchFacts(UInt128 Batch, UInt128 Digest, int Repeated);
