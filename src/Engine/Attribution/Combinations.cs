using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;
using Millrace.Engine.Journal;
using Millrace.Engine.Pages;

namespace Millrace.Engine.Attribution;

/// <summary>The ids of the ads of one product that shoppers have touched, by number: what a touch is of, and under which conversions count.</summary>
internal sealed class Combinations(AdProduct product, long hashSeed)
{
    private const int SegmentShift = 13;

    private readonly SegmentedTable keys = new(KeyNumbersOf(product), lanes: 0, SegmentShift, hashSeed);

    public int Count => keys.Count;

    public int Pages => keys.Segments.Count;

    /// <summary>Account and text numbers of a key; the cell of a touch may have more behind them.</summary>
    public int KeyNumbers => keys.KeyNumbers;

    public bool HasChanged(int page) => keys.Segments[page].HasChanged;

    public ReadOnlySpan<int> Key(int number) => keys.Key(number);

    /// <summary>The number of a key, or -1 where it has none.</summary>
    public int Find(ReadOnlySpan<int> key) => keys.Find(key);

    /// <summary>Folds a combination; one that a page has brought is passed over.</summary>
    public void Add(int number, ReadOnlySpan<int> key)
    {
        if (number > keys.Count)
        {
            throw new InvalidDataException(
                $"A journal entry names combination {number} and {keys.Count} are known: entries are missing. Restore the ledger from a backup."
            );
        }

        if (number == keys.Count)
        {
            keys.Add(key);
        }
    }

    /// <summary>Takes the ids of an account's ads away; the numbers stay, and stand for nothing.</summary>
    public void Erase(int account) => keys.EraseAll(account);

    public void NoteTexts(TextUse use) => use.NoteKeys(keys, first: 1);

    public void WritePage(int page, long sequence, ByteWriter writer) => TablePages.Write(keys, page, sequence, writer);

    public void ReadPage(ref ByteReader reader) => TablePages.Read(keys, ref reader);

    /// <summary>Conversions count under the ids of the key of the ad product's first family of credits.</summary>
    private static int KeyNumbersOf(AdProduct product) =>
        1 + Credits.FamiliesOf(product).First().Dataset.Production!.Dimensions.Count;
}
