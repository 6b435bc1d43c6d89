using System.Buffers;

namespace Millrace.Runtime.Ingestion;

/// <summary>A body in one piece of borrowed memory, which grows only as bytes come.</summary>
internal sealed class WholeBody : IDisposable
{
    private const int FirstBytes = 128 << 10;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <returns>False when the stream has more bytes than allowed.</returns>
    public async Task<bool> ReadAsync(Stream stream, long bytesMax, CancellationToken cancel)
    {
        while (await stream.ReadAsync(buffer.AsMemory(length), cancel) is var read and > 0)
        {
            length += read;
            if (length > bytesMax)
            {
                return false;
            }

            if (length == buffer.Length)
            {
                Grow();
            }
        }

        return true;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
