using System.Buffers;
using System.IO.Pipelines;

namespace Millrace.Runtime.Ingestion;

/// <summary>
/// Hands over the lines of a body where they were received, with bounded memory: only a line that lies in two blocks is copied, and such
/// a one that is beyond the bound is told and passed over.
/// </summary>
/// <param name="lines">Called for whole lines, of whatever length; only of the last may the end be missing.</param>
/// <param name="longLine">Called for a line that is longer than the bound and was not held.</param>
internal sealed class LineReader(int lineBytesMax, LineTaker lines, Action longLine)
{
    private byte[] begun = [];
    private int begunBytes;
    private bool isPassingOver;

    /// <returns>False when the body has more bytes than allowed.</returns>
    public async Task<bool> ReadAsync(PipeReader body, long bytesMax, CancellationToken cancel)
    {
        begun = ArrayPool<byte>.Shared.Rent(lineBytesMax);
        try
        {
            for (var isWhole = false; !isWhole; )
            {
                var read = await body.ReadAsync(cancel);
                try
                {
                    bytesMax -= read.Buffer.Length;
                    if (bytesMax < 0)
                    {
                        return false;
                    }

                    Cut(read.Buffer);
                }
                finally
                {
                    // All of it, also of a line that goes on: a reader that waited for the rest of a line could wait for ever,
                    // since what it holds counts against what the connection may hold.
                    body.AdvanceTo(read.Buffer.End);
                }

                isWhole = read.IsCompleted;
            }

            End();
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(begun);
        }
    }

    private void Cut(in ReadOnlySequence<byte> bytes)
    {
        foreach (var block in bytes)
        {
            Cut(block.Span);
        }
    }

    private void Cut(ReadOnlySpan<byte> block)
    {
        if ((begunBytes > 0 || isPassingOver) && block.IndexOf((byte)'\n') is var end and >= 0)
        {
            Begin(block[..end]);
            End();
            block = block[(end + 1)..];
        }

        if (block.LastIndexOf((byte)'\n') is var last and >= 0)
        {
            lines(block[..(last + 1)]);
            block = block[(last + 1)..];
        }

        Begin(block);
    }

    /// <summary>Keeps a part of a line whose end is not here.</summary>
    private void Begin(ReadOnlySpan<byte> part)
    {
        if (isPassingOver)
        {
            return;
        }

        if (part.Length > lineBytesMax - begunBytes)
        {
            longLine();
            (begunBytes, isPassingOver) = (0, true);
            return;
        }

        part.CopyTo(begun.AsSpan(begunBytes));
        begunBytes += part.Length;
    }

    private void End()
    {
        if (begunBytes > 0)
        {
            lines(begun.AsSpan(0, begunBytes));
        }

        (begunBytes, isPassingOver) = (0, false);
    }
}
