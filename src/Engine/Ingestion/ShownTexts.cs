using System.IO.Hashing;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What a batch shows of the targets of its cells. Most of it is known to the partition by its hash, so that the texts themselves are
/// seldom looked at.
/// </summary>
internal sealed class ShownTexts(long hashSeed)
{
    private Shown[] all = new Shown[16];
    private byte[] bytes = new byte[1024];
    private int used;

    public int Count { get; private set; }

    public ref readonly Shown this[int number] => ref all[number];

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
        if (Count == all.Length)
        {
            Array.Resize(ref all, Count * 2);
        }

        // Written where it stays: a copy of what was just written in parts would wait for it.
        ref var shown = ref all[Count++];
        shown.Family = family;
        shown.Cell = cell;
        shown.At = used;
        shown.KeywordBytes = keywordText.Length;
        shown.MatchBytes = matchType.Length;
        shown.Hash = hash;
        used += length;
    }

    public void Clear()
    {
        (Count, used) = (0, 0);
    }
}

/// <summary>Keyword text and match type of a cell's target.</summary>
internal struct Shown
{
    /// <summary>Number of the cell's family.</summary>
    public byte Family;
    public int Cell;

    /// <summary>Where they begin.</summary>
    public int At;
    public int KeywordBytes;
    public int MatchBytes;

    /// <summary>Of both, with a seed of this process.</summary>
    public ulong Hash;
}
