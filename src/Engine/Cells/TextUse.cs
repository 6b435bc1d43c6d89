namespace Millrace.Engine.Cells;

/// <summary>Which numbers of texts are in use: what nothing names any more can be erased.</summary>
internal sealed class TextUse
{
    private ulong[] words = new ulong[64];

    public bool Has(int text) => text >> 6 < words.Length && (words[text >> 6] & (1UL << (text & 63))) != 0;

    /// <param name="text">Its number; one that stands for no text is passed over.</param>
    public void Note(int text)
    {
        if (text is < 0 or SegmentedTable.Erased)
        {
            return;
        }

        if (text >> 6 >= words.Length)
        {
            Array.Resize(ref words, Math.Max((text >> 6) + 1, words.Length * 2));
        }

        words[text >> 6] |= 1UL << (text & 63);
    }

    /// <summary>Notes the numbers of all keys of a table.</summary>
    /// <param name="first">Place in the key of the first that is of a text.</param>
    public void NoteKeys(SegmentedTable table, int first)
    {
        for (var row = 0; row < table.Count; row++)
        {
            foreach (var text in table.Key(row)[first..])
            {
                Note(text);
            }
        }
    }

    /// <summary>Notes the two numbers of which a sum of each row is made.</summary>
    /// <param name="less">How much the lower is more than its text's number.</param>
    public void NotePairs(SegmentedTable table, int less)
    {
        for (var row = 0; row < table.Count; row++)
        {
            if (table.Key(row)[0] != SegmentedTable.Erased)
            {
                var pair = table.Lanes(row)[0];
                Note((int)(pair >> 32));
                Note((int)pair - less);
            }
        }
    }
}
