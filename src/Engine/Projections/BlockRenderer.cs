using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>
/// Renders one block to messages, one JSON record a row: the same bytes every time, wherever it begins and however many rows
/// are taken at a time (contract, 4.3). Throws <see cref="InvalidDataException"/> where a block is damaged or was written by a
/// newer version.
/// </summary>
public abstract class BlockRenderer : IDisposable
{
    private protected BlockRenderer() { }

    /// <summary>How many records the block renders to.</summary>
    public abstract int Rows { get; }

    /// <summary>The row that is rendered next.</summary>
    public int Row { get; private protected set; }

    public static BlockRenderer Open(ReadOnlyMemory<byte> block, Recipient recipient) =>
        Open(block, recipient, RecordTemplate.All);

    internal static BlockRenderer Open(
        ReadOnlyMemory<byte> block,
        Recipient recipient,
        IReadOnlyList<RecordTemplate> templates
    ) =>
        new BlockReader(block.Span).Byte() switch
        {
            1 => new FirstBlockRenderer(block),
            BlockWriter.FormatVersion => new CompactBlockRenderer(new CompactBlock(block, templates)),
            DocumentBlockWriter.FormatVersion => new DocumentBlockRenderer(block, recipient),
            var version => throw new InvalidDataException(
                $"A stored delta block has format version {version}; this program reads 1 to {DocumentBlockWriter.FormatVersion}. Start the version that wrote it, or a newer one."
            ),
        };

    /// <summary>When the window of a row begins, unix seconds; null where rows are documents, which have none.</summary>
    public abstract long? WindowOf(int row);

    /// <summary>Goes to a row; everything behind the last one renders to nothing.</summary>
    public abstract void Seek(int row);

    /// <summary>Renders the next rows and answers how many, perhaps fewer than asked; 0 at the end.</summary>
    /// <param name="messages">What it held before is gone, also from memory that was handed on.</param>
    public int Render(MessageBuffer messages, int rowsMax)
    {
        messages.Clear();
        return Append(messages, rowsMax);
    }

    /// <summary>The same, behind what the buffer holds.</summary>
    public int Append(MessageBuffer messages, int rowsMax)
    {
        var rows = Math.Clamp(Rows - Row, 0, rowsMax);
        rows = rows == 0 ? 0 : RenderRows(messages, rows);
        Row += rows;
        return rows;
    }

    /// <summary>Gives back the memory that the block took.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Renders some of the rows that are left, at least one; answers how many.</summary>
    private protected abstract int RenderRows(MessageBuffer messages, int rows);
}
