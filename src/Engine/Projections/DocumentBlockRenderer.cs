using System.Text;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>Blocks of version 3: messages as they stand, each with or without what the recipient asks for beside it.</summary>
internal sealed class DocumentBlockRenderer : BlockRenderer
{
    /// <summary>Bytes of messages at a time, unless one alone has more.</summary>
    private const int RoomMax = 4 << 20;

    private readonly ReadOnlyMemory<byte> block;
    private readonly bool wantsChanges;
    private readonly int first;
    private int position;

    public DocumentBlockRenderer(ReadOnlyMemory<byte> stored, Recipient recipient)
    {
        block = BlockHash.Open(stored);
        wantsChanges = recipient.WantsChanges;
        var reader = new BlockReader(block.Span);
        reader.Byte();
        reader.Bytes();
        reader.Varint();
        var meant = reader.Bytes();
        var count = reader.Count(2);
        Rows = meant.IsEmpty || meant.SequenceEqual(Encoding.UTF8.GetBytes(recipient.SubscriptionId)) ? count : 0;
        first = position = reader.Position;
    }

    public override int Rows { get; }

    public override long? WindowOf(int row) => null;

    public override void Seek(int row)
    {
        var reader = new BlockReader(block.Span) { Position = first };
        for (Row = 0; Row < Math.Min(row, Rows); Row++)
        {
            reader.Bytes();
            reader.Bytes();
        }

        position = reader.Position;
    }

    private protected override int RenderRows(MessageBuffer messages, int count)
    {
        var reader = new BlockReader(block.Span) { Position = position };
        var (rows, bytes) = (0, 0);
        while (rows < count && bytes < RoomMax)
        {
            var message = reader.Bytes();
            var extra = reader.Bytes();
            if (message.Length < 2)
            {
                throw BlockReader.Damage("a message is no JSON object");
            }

            bytes += Write(messages, message, wantsChanges ? extra : []);
            rows++;
        }

        position = reader.Position;
        return rows;
    }

    private static int Write(MessageBuffer messages, ReadOnlySpan<byte> message, ReadOnlySpan<byte> extra)
    {
        var length = message.Length + extra.Length;
        var room = messages.Reserve(length);
        message[..^1].CopyTo(room);
        extra.CopyTo(room[(message.Length - 1)..]);
        room[length - 1] = message[^1];
        messages.End(length);
        return length;
    }
}
