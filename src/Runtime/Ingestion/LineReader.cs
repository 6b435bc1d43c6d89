using System.Buffers;

namespace Millrace.Runtime.Ingestion;

/// <summary>Cuts a stream into lines with bounded memory: a line beyond the bound is told by its number and passed over.</summary>
internal static class LineReader
{
    private const int ChunkBytes = 128 << 10;

    /// <param name="line">Called for each line, without its line end.</param>
    /// <param name="longLine">Called for each line that is longer than the bound.</param>
    /// <returns>False when the stream has more bytes than allowed.</returns>
    public static async Task<bool> ReadAsync(
        Stream stream,
        long bytesMax,
        int lineBytesMax,
        Action<ReadOnlyMemory<byte>> line,
        Action longLine,
        CancellationToken cancel
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + lineBytesMax);
        try
        {
            var (kept, total, isPassingOver) = (0, 0L, false);
            while (await stream.ReadAsync(buffer.AsMemory(kept), cancel) is var read and > 0)
            {
                total += read;
                if (total > bytesMax)
                {
                    return false;
                }

                var filled = kept + read;
                var from = 0;
                while (buffer.AsSpan(from, filled - from).IndexOf((byte)'\n') is var length and >= 0)
                {
                    if (!isPassingOver)
                    {
                        line(buffer.AsMemory(from, length));
                    }

                    isPassingOver = false;
                    from += length + 1;
                }

                kept = isPassingOver ? 0 : filled - from;
                if (kept > lineBytesMax)
                {
                    longLine();
                    (kept, isPassingOver) = (0, true);
                }

                buffer.AsSpan(from, kept).CopyTo(buffer);
            }

            if (kept > 0)
            {
                line(buffer.AsMemory(0, kept));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
