using Millrace.Engine.Projections;

namespace Millrace.Unit.Engine;

/// <summary>All messages of a block, copied.</summary>
internal static class Rendered
{
    /// <param name="rowsMax">Rows rendered at a time.</param>
    public static List<byte[]> Messages(ReadOnlyMemory<byte> block, int firstRow = 0, int rowsMax = int.MaxValue)
    {
        using var renderer = BlockRenderer.Open(block, Recipient.Anyone);
        using var buffer = new MessageBuffer();
        renderer.Seek(firstRow);
        var messages = new List<byte[]>();
        while (renderer.Render(buffer, rowsMax) > 0)
        {
            messages.AddRange(buffer.Select(message => message.ToArray()));
        }

        return messages;
    }
}
