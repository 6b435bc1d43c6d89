using Millrace.Engine.Projections;
using Millrace.Runtime.Ports;

namespace Millrace.Runtime.DeadLetters;

/// <summary>Reads the messages of dead letters from the blocks that they stand in.</summary>
public static class LetterTexts
{
    /// <param name="bytesMax">Bytes after which there are no more; the first letter is always there.</param>
    /// <returns>The first of the letters, or all.</returns>
    public static async ValueTask<IReadOnlyList<LetterText>> ReadAsync(
        ILedger ledger,
        StreamId stream,
        Recipient recipient,
        IReadOnlyList<DeadLetter> letters,
        int bytesMax,
        CancellationToken cancel
    )
    {
        var texts = new List<LetterText>();
        using var messages = new MessageBuffer();
        var bytes = 0;
        foreach (var ofBlock in letters.GroupBy(letter => letter.Place.Publication))
        {
            if (bytes >= bytesMax)
            {
                break;
            }

            var blocks = await ledger.ReadBlocksAsync(stream, ofBlock.Key - 1, 1, cancel);
            var block = blocks is [var first] && first.Publication == ofBlock.Key ? first : null;
            using var renderer = block is null ? null : BlockRenderer.Open(block.Data, recipient);
            foreach (var letter in ofBlock.TakeWhile(_ => bytes < bytesMax))
            {
                renderer?.Seek(letter.Place.Row);
                var body = renderer?.Render(messages, 1) == 1 ? messages[0].ToArray() : null;
                texts.Add(new LetterText(letter, body));
                bytes += body?.Length ?? 0;
            }
        }

        return texts;
    }
}
