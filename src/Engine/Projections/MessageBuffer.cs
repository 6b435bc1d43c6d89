using System.Buffers;
using System.Collections;

namespace Millrace.Engine.Projections;

/// <summary>
/// Rendered messages, one behind the other in memory that is used again: they are good until more are rendered or the
/// buffer is disposed. An empty one takes no memory.
/// </summary>
public sealed class MessageBuffer : IReadOnlyList<ReadOnlyMemory<byte>>, IBufferWriter<byte>, IDisposable
{
    private const int BytesAtFirst = 32 * 1024;
    private const int MessagesAtFirst = 64;
    private byte[] bytes = [];
    private int[] ends = [];
    private int written;

    public int Count { get; private set; }

    /// <summary>Bytes of all of them.</summary>
    public int Bytes => written;

    public ReadOnlyMemory<byte> this[int message]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)message, (uint)Count, nameof(message));
            var start = message == 0 ? 0 : ends[message - 1];
            return bytes.AsMemory(start, ends[message] - start);
        }
    }

    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        for (var message = 0; message < Count; message++)
        {
            yield return this[message];
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<int>.Shared.Return(ends);
        (bytes, ends) = ([], []);
        Clear();
    }

    /// <summary>What it held is gone, also from memory that was handed on.</summary>
    public void Clear() => (written, Count) = (0, 0);

    /// <summary>Room behind what is written.</summary>
    internal Span<byte> Reserve(int bytesMax)
    {
        if (bytesMax > bytes.Length - written)
        {
            Pooled.Grow(ref bytes, written, Math.Max(BytesAtFirst, checked(written + bytesMax)));
        }

        return bytes.AsSpan(written);
    }

    /// <summary>So many bytes of the reserved room, and what was written before them, are a message.</summary>
    internal void End(int length)
    {
        if (Count == ends.Length)
        {
            Pooled.Grow(ref ends, Count, Math.Max(MessagesAtFirst, Count + 1));
        }

        written += length;
        ends[Count++] = written;
    }

    void IBufferWriter<byte>.Advance(int count) => written += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(Math.Max(sizeHint, 1));
        return bytes.AsMemory(written);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => Reserve(Math.Max(sizeHint, 1));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
