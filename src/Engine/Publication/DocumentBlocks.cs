using Millrace.Engine.Journal;

namespace Millrace.Engine.Publication;

/// <summary>Gathers messages into blocks, one account and dataset a block, each with a publication number of its own.</summary>
/// <param name="lastNumber">The last publication number that was given before.</param>
/// <param name="recipient">Id of the subscription that alone is to get them; empty: all of the stream's.</param>
/// <param name="blocks">Takes the closed blocks, in the order of their numbers.</param>
internal sealed class DocumentBlocks(long lastNumber, string recipient, List<PublishedBlock> blocks)
{
    private const int BytesMax = 1 << 20;

    private readonly OrderedDictionary<(int Account, string Dataset), DocumentBlockWriter> open = [];
    private long number = lastNumber;

    /// <param name="message">A JSON object, UTF-8.</param>
    /// <param name="extra">What is put before its last brace for those who ask for it: a fragment that begins with a comma, or nothing.</param>
    public void Add(int account, string dataset, ReadOnlySpan<byte> message, ReadOnlySpan<byte> extra)
    {
        if (!open.TryGetValue((account, dataset), out var writer))
        {
            open.Add((account, dataset), writer = new DocumentBlockWriter(dataset, recipient));
        }

        writer.Add(message, extra);
        if (writer.Length >= BytesMax)
        {
            Close(account, dataset, writer);
        }
    }

    /// <summary>Closes all blocks; answers the last number given.</summary>
    public long Finish()
    {
        foreach (var ((account, dataset), writer) in open)
        {
            if (writer.Count > 0)
            {
                Close(account, dataset, writer);
            }
        }

        open.Clear();
        return number;
    }

    private void Close(int account, string dataset, DocumentBlockWriter writer)
    {
        var rows = writer.Count;
        blocks.Add(new(account, dataset, ++number, rows, writer.Finish(number)));
    }
}
