using System.Buffers;
using System.IO.Pipelines;

namespace Millrace.Runtime.Ingestion;

/// <summary>A body in one piece of borrowed memory, which grows only as bytes come.</summary>
internal sealed class WholeBody : IDisposable
{
    private const int FirstBytes = 128 << 10;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <returns>False when the body has more bytes than allowed.</returns>
    public async Task<bool> ReadAsync(PipeReader body, long bytesMax, CancellationToken cancel)
    {
        for (var isWhole = false; !isWhole; )
        {
            var read = await body.ReadAsync(cancel);
            try
            {
                if (length + read.Buffer.Length > bytesMax)
                {
                    return false;
                }

                Add(read.Buffer);
            }
            finally
            {
                // All of it: what the reader holds counts against what the connection may hold.
                body.AdvanceTo(read.Buffer.End);
            }

            isWhole = read.IsCompleted;
        }

        return true;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void Add(in ReadOnlySequence<byte> bytes)
    {
        var wanted = length + (int)bytes.Length;
        if (wanted > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, buffer.Length * 2));
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length = wanted;
    }
}
