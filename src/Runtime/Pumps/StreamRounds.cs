using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Pumps;

/// <summary>
/// A stream as one subscriber gets it, in rounds of messages that go on from one block to the next: many small blocks make no more rounds
/// than they need. Memory is taken when the first message is rendered.
/// </summary>
/// <param name="blocksAtOnce">Blocks read at a time; the round that ends with the last of them is not filled up.</param>
/// <param name="rowsMax">Messages in a round.</param>
/// <param name="bytesMax">Bytes after which a round has no more.</param>
internal sealed class StreamRounds(
    ILedger ledger,
    StreamId stream,
    Recipient recipient,
    int blocksAtOnce,
    int rowsMax,
    int bytesMax
) : IDisposable
{
    private readonly MessageBuffer messages = new();
    private IReadOnlyList<DeltaBlock>? blocks;
    private BlockRenderer? renderer;
    private int next;

    /// <summary>Fewer blocks were read than were asked for: that was all, and whoever publishes another wakes the pump after its commit.</summary>
    public bool IsAtEnd => blocks is not null && next == blocks.Count && next < blocksAtOnce;

    /// <summary>Where the cursor stands when the round is delivered.</summary>
    public StreamCursor End { get; private set; }

    /// <summary>The round's messages, good until the next one.</summary>
    public OutgoingMessage[] Messages { get; private set; } = [];

    /// <summary>Renders the next round, perhaps of no message; false where the stream turns out to have no more.</summary>
    /// <param name="cursor">Where it stands, all rounds before being delivered.</param>
    public async ValueTask<bool> NextAsync(StreamCursor cursor, CancellationToken cancel)
    {
        if (blocks is null || next == blocks.Count)
        {
            (blocks, next) = (await ledger.ReadBlocksAsync(stream, cursor.Publication - 1, blocksAtOnce, cancel), 0);
        }

        if (next == blocks.Count)
        {
            return false;
        }

        messages.Clear();
        var places = new List<StreamCursor>();
        End = Fill(blocks, cursor, places);
        Messages = new OutgoingMessage[messages.Count];
        for (var message = 0; message < Messages.Length; message++)
        {
            Messages[message] = new OutgoingMessage(messages[message], places[message]);
        }

        return true;
    }

    public void Dispose()
    {
        renderer?.Dispose();
        messages.Dispose();
    }

    private StreamCursor Fill(IReadOnlyList<DeltaBlock> blocks, StreamCursor cursor, List<StreamCursor> places)
    {
        for (; next < blocks.Count; next++)
        {
            var block = blocks[next];
            if (renderer is null)
            {
                renderer = BlockRenderer.Open(block.Data, recipient);
                renderer.Seek(block.Publication == cursor.Publication ? cursor.Row : 0);
            }

            if (!Append(renderer, block.Publication, places))
            {
                return new StreamCursor(block.Publication, renderer.Row);
            }

            renderer.Dispose();
            renderer = null;
        }

        return StreamCursor.After(blocks[^1].Publication);
    }

    /// <summary>Renders rows until the round is full; true where the block has no more before.</summary>
    private bool Append(BlockRenderer block, long publication, List<StreamCursor> places)
    {
        while (messages.Count < rowsMax && messages.Bytes < bytesMax)
        {
            var row = block.Row;
            if (block.Append(messages, rowsMax - messages.Count) == 0)
            {
                return true;
            }

            while (places.Count < messages.Count)
            {
                places.Add(new StreamCursor(publication, row++));
            }
        }

        return false;
    }
}
