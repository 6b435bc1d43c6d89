using System.Text.Json;
using Millrace.Engine.Cells;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;

namespace Millrace.Engine;

/// <summary>The newest form of each entity, in the order in which they became known.</summary>
internal sealed class EntityTable
{
    /// <summary>1 had the lines as they came.</summary>
    private const byte FormatVersion = 2;

    private const int PageShift = 8;

    /// <summary>Stands where an entity was: no account has such a key, and no entity such a kind.</summary>
    private static readonly ((int, string, string), EntityForm) Erased = (
        (SegmentedTable.Erased, "", ""),
        new EntityForm(0, default, "", "", [])
    );

    private readonly Dictionary<(int Account, string Kind, string Id), int> places = [];
    private readonly List<((int Account, string Kind, string Id) Name, EntityForm Form)> entities = [];
    private readonly List<bool> changed = [];

    public int Count => entities.Count;

    public int Pages => changed.Count;

    public ((int Account, string Kind, string Id) Name, EntityForm Form) this[int place] => entities[place];

    public bool HasChanged(int page) => changed[page];

    /// <summary>Null where it is not known.</summary>
    public EntityForm? Find(int account, string kind, string id) =>
        places.TryGetValue((account, kind, id), out var place) ? entities[place].Form : null;

    public void Set(int account, string kind, string id, EntityForm form)
    {
        var name = (account, kind, id);
        if (!places.TryGetValue(name, out var place))
        {
            places.Add(name, place = entities.Count);
            Add((name, form));
        }

        entities[place] = (name, form);
        changed[place >> PageShift] = true;
    }

    /// <summary>Takes an account's entities away; the others keep their places.</summary>
    public void Erase(int account)
    {
        for (var place = 0; place < entities.Count; place++)
        {
            if (entities[place].Name.Account == account)
            {
                places.Remove(entities[place].Name);
                entities[place] = Erased;
                changed[place >> PageShift] = true;
            }
        }
    }

    /// <summary>Takes a line that an earlier version of the program has stored as it came.</summary>
    public void SetLine(EventAccount account, string kind, string id, ReadOnlySpan<byte> line)
    {
        using var document = JsonDocument.Parse(line.ToArray());
        var isGood =
            EntityReader.Read(document.RootElement, EntityKind.Find(kind)!, account, id, isDeleted: false, out var upsert)
            is null;

        // What is not good any more is known by its name alone, until it is upserted again.
        upsert = isGood ? upsert! : new EntityUpsert(account, kind, id, "{}"u8.ToArray());
        Set(account.Key, kind, id, EntityForm.Next(null, upsert, now: 0)!);
    }

    public void WritePage(int page, ByteWriter writer)
    {
        changed[page] = false;
        var first = page << PageShift;
        var count = Math.Min(1 << PageShift, entities.Count - first);
        writer.Byte(FormatVersion);
        writer.Varint((ulong)count);
        foreach (var ((account, kind, id), form) in entities.Slice(first, count))
        {
            writer.Varint((ulong)account);
            writer.Text(kind);
            writer.Text(id);
            form.Write(writer);
        }
    }

    /// <param name="accounts">By key.</param>
    public void ReadPage(int page, ref ByteReader reader, Func<int, EventAccount> accounts)
    {
        var version = reader.Version(FormatVersion, "page of entities");
        for (var left = reader.Number(); left > 0; left--)
        {
            var (account, kind, id) = (reader.Number(), reader.Text(), reader.Text());
            if (version == 1)
            {
                SetLine(accounts(account), kind, id, reader.Bytes());
            }
            else if (account == SegmentedTable.Erased)
            {
                EntityForm.Skim(ref reader);
                Add(Erased);
            }
            else
            {
                Set(account, kind, id, EntityForm.Read(ref reader));
            }
        }

        changed[page] = version == 1;
    }

    private void Add(((int Account, string Kind, string Id), EntityForm) entity)
    {
        entities.Add(entity);
        if ((entities.Count - 1) >> PageShift == changed.Count)
        {
            changed.Add(true);
        }
    }
}
