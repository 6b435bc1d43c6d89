using System.Buffers.Binary;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>What a receive hands out to settle one message with.</summary>
/// <param name="Queue">The queue that it was received from.</param>
/// <param name="Receive">Which receive of the message it was.</param>
internal readonly record struct ReceiptHandle(long Queue, long Message, long Receive)
{
    private const int Size = 28;

    private static ReadOnlySpan<byte> Mark => "MRQ1"u8;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], Queue);
        BinaryPrimitives.WriteInt64BigEndian(bytes[12..], Message);
        BinaryPrimitives.WriteInt64BigEndian(bytes[20..], Receive);
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="QueueError">It is no receipt of this queue.</exception>
    public static ReceiptHandle Read(string text, QueueRow queue)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length != Size || !bytes.StartsWith(Mark))
        {
            throw QueueError.ReceiptHandleIsInvalid();
        }

        var receipt = new ReceiptHandle(
            BinaryPrimitives.ReadInt64BigEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[20..])
        );
        return receipt.Queue == queue.Id ? receipt : throw QueueError.ReceiptHandleIsInvalid();
    }
}
