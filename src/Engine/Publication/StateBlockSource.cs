using System.Text;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Publication;

/// <summary>Gives the texts of cell keys the numbers that blocks are built by.</summary>
internal sealed class StateBlockSource(PartitionState state) : IBlockSource
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<byte[]> texts = [];

    public void Add(BlockBuilder blocks, WindowCells window)
    {
        Span<int> dimensions = stackalloc int[CellKey.Parts];
        foreach (var cell in window.Dirty)
        {
            var delta = window.Cells.Total(cell) - window.Cells.Published(cell);
            if (delta.IsZero)
            {
                continue;
            }

            var key = window.Cells.Key(cell);
            for (var part = 0; part < CellKey.Parts; part++)
            {
                dimensions[part] = Number(Encoding.UTF8.GetString(CellKey.Part(key, part)));
            }

            blocks.Add(CellKey.Account(key), window.Start, dimensions, [delta.Impressions, delta.Clicks, delta.CostMicros]);
        }
    }

    public EventAccount Account(int key) => state.Account(key)!;

    public ReadOnlySpan<byte> Text(int text) => texts[text];

    public bool TryAttributes(int account, int target, out int keywordText, out int matchType)
    {
        (keywordText, matchType) = (0, 0);
        if (state.Text(account, Encoding.UTF8.GetString(texts[target])) is not { } text)
        {
            return false;
        }

        (keywordText, matchType) = (Number(text.KeywordText), Number(text.MatchType));
        return true;
    }

    private int Number(string text)
    {
        if (!numbers.TryGetValue(text, out var number))
        {
            numbers.Add(text, number = texts.Count);
            texts.Add(Encoding.UTF8.GetBytes(text));
        }

        return number;
    }
}
