using Millrace.Contracts.Datasets;
using Millrace.Engine.Entities;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Cells;

/// <summary>What the platform has told of each account's creatives and deals, and of its advertiser.</summary>
internal sealed class Descriptions(long hashSeed)
{
    /// <summary>Nothing is told more texts of.</summary>
    public const int TextsMax = 4;

    /// <summary>Stands for a text that is not known.</summary>
    public const int Unknown = -1;

    private const int SegmentShift = 13;

    /// <summary>By account, what it is and text number of its id: text numbers plus one, in the order in which they are told.</summary>
    private readonly SegmentedTable table = new(keyNumbers: 3, TextsMax, SegmentShift, hashSeed);

    public int Pages => table.Segments.Count;

    public bool HasChanged(int page) => table.Segments[page].HasChanged;

    /// <summary>What a kind of entity describes.</summary>
    public static Described KindOf(string kind) =>
        kind switch
        {
            EntityKind.Creative => Described.Creative,
            EntityKind.Deal => Described.Deal,
            EntityKind.Advertiser => Described.Advertiser,
            _ => throw new ArgumentException($"Records show no texts of the kind {kind}.", nameof(kind)),
        };

    /// <param name="id">Text number of the id; 0 for the advertiser, of whom an account has one.</param>
    /// <param name="texts">All numbers of texts that are told of it.</param>
    public void Set(int account, Described what, int id, ReadOnlySpan<int> texts)
    {
        var row = table.GetOrAdd([account, (int)what, id]);
        var lanes = table.Lanes(row);
        lanes.Clear();
        for (var place = 0; place < texts.Length; place++)
        {
            lanes[place] = texts[place] + 1;
        }

        table.SegmentOf(row).HasChanged = true;
    }

    /// <summary>Whether nothing else is known than these texts.</summary>
    public bool Has(int account, Described what, int id, ReadOnlySpan<int> texts)
    {
        Span<int> known = stackalloc int[texts.Length];
        Find(account, what, id, known);
        return known.SequenceEqual(texts);
    }

    /// <param name="texts">Takes the numbers of texts, <see cref="Unknown"/> where there is none.</param>
    public void Find(int account, Described what, int id, Span<int> texts)
    {
        texts.Fill(Unknown);
        if (table.Find([account, (int)what, id]) is var row and >= 0)
        {
            var lanes = table.Lanes(row);
            for (var place = 0; place < texts.Length; place++)
            {
                texts[place] = (int)lanes[place] - 1;
            }
        }
    }

    /// <summary>Forgets what was told of an account's.</summary>
    public void Erase(int account) => table.EraseAll(account);

    public void NoteTexts(TextUse use)
    {
        for (var row = 0; row < table.Count; row++)
        {
            var key = table.Key(row);
            if (key[0] == SegmentedTable.Erased)
            {
                continue;
            }

            // An advertiser has no id.
            if (key[1] != (int)Described.Advertiser)
            {
                use.Note(key[2]);
            }

            foreach (var text in table.Lanes(row))
            {
                use.Note((int)text - 1);
            }
        }
    }

    public void WritePage(int page, long sequence, ByteWriter writer) => TablePages.Write(table, page, sequence, writer);

    public void ReadPage(ref ByteReader reader) => TablePages.Read(table, ref reader);
}
