using System.IO.Hashing;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What a batch shows of the targets of its cells. Most of it is known to the partition by its hash, so that the texts themselves are
/// seldom looked at.
/// </summary>
internal sealed class ShownTexts(long hashSeed)
{
    private readonly List<Shown> all = [];
    private byte[] bytes = new byte[1024];
    private int used;

    public int Count => all.Count;

    public Shown this[int number] => all[number];

    public ReadOnlySpan<byte> KeywordText(in Shown shown) => bytes.AsSpan(shown.At, shown.KeywordBytes);

    public ReadOnlySpan<byte> MatchType(in Shown shown) => bytes.AsSpan(shown.At + shown.KeywordBytes, shown.MatchBytes);

    public void Add(byte family, int cell, ReadOnlySpan<byte> keywordText, ReadOnlySpan<byte> matchType)
    {
        var length = keywordText.Length + matchType.Length;
        if (used + length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, used + length));
        }

        var both = bytes.AsSpan(used, length);
        keywordText.CopyTo(both);
        matchType.CopyTo(both[keywordText.Length..]);

        // Of the texts where they were read: a hash of what was just written would wait for it.
        var hash = XxHash3.HashToUInt64(matchType, (long)XxHash3.HashToUInt64(keywordText, hashSeed));
        all.Add(new(family, cell, used, keywordText.Length, matchType.Length, hash));
        used += length;
    }

    public void Clear()
    {
        all.Clear();
        used = 0;
    }
}

/// <summary>Keyword text and match type of a cell's target.</summary>
/// <param name="Family">Number of the cell's family.</param>
/// <param name="At">Where they begin.</param>
/// <param name="Hash">Of both, with a seed of this process.</param>
internal readonly record struct Shown(byte Family, int Cell, int At, int KeywordBytes, int MatchBytes, ulong Hash);
