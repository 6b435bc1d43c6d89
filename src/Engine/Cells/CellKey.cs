namespace Millrace.Engine.Cells;

/// <summary>
/// The bytes by which a cell is found inside its window: account (int32, little endian), ad product, then campaign, ad
/// group, ad, target and placement, each behind its length in one byte.
/// </summary>
public static class CellKey
{
    /// <summary>Ids and placements longer than this are refused on entry.</summary>
    public const int PartBytesMax = 64;

    /// <summary>How many texts follow account and ad product.</summary>
    public const int Parts = 5;

    /// <summary>Splits a key into its texts: campaign, ad group, ad, target, placement.</summary>
    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> key, int part)
    {
        var rest = key[(sizeof(int) + 1)..];
        for (; part > 0; part--)
        {
            rest = rest[(1 + rest[0])..];
        }

        return rest.Slice(1, rest[0]);
    }
}
