using Millrace.Engine.Cells;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Attribution;

/// <summary>Which product and brand each sku of an account is of, as far as the platform has told.</summary>
internal sealed class Catalogue(long hashSeed)
{
    private const int SegmentShift = 13;

    /// <summary>By account and text number of the sku: text number of the product (upper half) and, plus one, of the brand.</summary>
    private readonly SegmentedTable skus = new(keyNumbers: 2, lanes: 1, SegmentShift, hashSeed);

    public int Pages => skus.Segments.Count;

    public bool HasChanged(int page) => skus.Segments[page].HasChanged;

    /// <param name="brand">Text number, or -1 where it is unknown.</param>
    public void Set(int account, int sku, int product, int brand)
    {
        var row = skus.GetOrAdd([account, sku]);
        skus.Lanes(row)[0] = Pair(product, brand);
        skus.SegmentOf(row).HasChanged = true;
    }

    public bool Has(int account, int sku, int product, int brand) =>
        skus.Find([account, sku]) is var row and >= 0 && skus.Lanes(row)[0] == Pair(product, brand);

    /// <summary>What a sku is of. One that is not known is taken for the id of a product, of no known brand.</summary>
    /// <returns>Text numbers; the brand's is -1 where it is unknown.</returns>
    public (int Product, int Brand) Find(int account, int sku)
    {
        var row = skus.Find([account, sku]);
        if (row < 0)
        {
            return (sku, -1);
        }

        var pair = skus.Lanes(row)[0];
        return ((int)(pair >> 32), (int)pair - 1);
    }

    /// <summary>Forgets what an account's skus are of.</summary>
    public void Erase(int account) => skus.EraseAll(account);

    public void NoteTexts(TextUse use)
    {
        use.NoteKeys(skus, first: 1);
        use.NotePairs(skus, less: 1);
    }

    public void WritePage(int page, long sequence, ByteWriter writer) => TablePages.Write(skus, page, sequence, writer);

    public void ReadPage(ref ByteReader reader) => TablePages.Read(skus, ref reader);

    private static long Pair(int product, int brand) => ((long)product << 32) | (uint)(brand + 1);
}
