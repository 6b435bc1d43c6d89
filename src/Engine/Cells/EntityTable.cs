using Millrace.Engine.Journal;

namespace Millrace.Engine.Cells;

/// <summary>The newest form of each entity, as the platform sent it.</summary>
internal sealed class EntityTable
{
    private const byte FormatVersion = 1;
    private const int PageShift = 8;

    private readonly Dictionary<(int Account, string Kind, string Id), int> places = [];
    private readonly List<((int Account, string Kind, string Id) Name, byte[] Document)> entities = [];
    private readonly List<bool> changed = [];

    public int Pages => changed.Count;

    public bool HasChanged(int page) => changed[page];

    public bool Has(int account, string kind, string id, ReadOnlySpan<byte> document) =>
        places.TryGetValue((account, kind, id), out var place) && document.SequenceEqual(entities[place].Document);

    public void Set(int account, string kind, string id, ReadOnlySpan<byte> document)
    {
        var name = (account, kind, id);
        if (!places.TryGetValue(name, out var place))
        {
            places.Add(name, place = entities.Count);
            entities.Add((name, []));
            if (place >> PageShift == changed.Count)
            {
                changed.Add(true);
            }
        }

        entities[place] = (name, document.ToArray());
        changed[place >> PageShift] = true;
    }

    public void WritePage(int page, ByteWriter writer)
    {
        changed[page] = false;
        var first = page << PageShift;
        var count = Math.Min(1 << PageShift, entities.Count - first);
        writer.Byte(FormatVersion);
        writer.Varint((ulong)count);
        foreach (var ((account, kind, id), document) in entities.Slice(first, count))
        {
            writer.Varint((ulong)account);
            writer.Text(kind);
            writer.Text(id);
            writer.Bytes(document);
        }
    }

    public void ReadPage(int page, ref ByteReader reader)
    {
        reader.Version(FormatVersion, "page of entities");
        for (var left = reader.Number(); left > 0; left--)
        {
            Set(reader.Number(), reader.Text(), reader.Text(), reader.Bytes());
        }

        changed[page] = false;
    }
}
