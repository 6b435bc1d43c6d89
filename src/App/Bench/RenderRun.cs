using Millrace.Engine.Projections;

namespace Millrace.App.Bench;

/// <summary>Our side of the row "render": a block's bytes to messages, in rounds as a pump renders them.</summary>
internal sealed class RenderRun(List<byte[]> blocks)
{
    /// <summary>Four calls of ten messages.</summary>
    private const int RoundRows = 40;

    public int Rows { get; } = (int)Render(blocks, 1);

    public List<byte[]> Messages()
    {
        var copies = new List<byte[]>(Rows);
        using var messages = new MessageBuffer();
        foreach (var block in blocks)
        {
            using var renderer = BlockRenderer.Open(block, Recipient.Anyone);
            while (renderer.Render(messages, RoundRows) > 0)
            {
                copies.AddRange(messages.Select(message => message.ToArray()));
            }
        }

        return copies;
    }

    public long Run(int passes) => Render(blocks, passes);

    private static long Render(List<byte[]> blocks, int passes)
    {
        var rows = 0L;
        for (; passes > 0; passes--)
        {
            foreach (var block in blocks)
            {
                using var renderer = BlockRenderer.Open(block, Recipient.Anyone);
                using var messages = new MessageBuffer();
                while (renderer.Render(messages, RoundRows) is var count and > 0)
                {
                    rows += count;
                }
            }
        }

        return rows;
    }
}
