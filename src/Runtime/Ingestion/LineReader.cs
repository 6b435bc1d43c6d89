using System.Buffers;
using System.IO.Pipelines;

namespace Millrace.Runtime.Ingestion;

/// <summary>
/// Cuts a body into lines where it was received, with bounded memory: only a line that lies in two blocks is copied, and one
/// beyond the bound is told by its number and passed over.
/// </summary>
/// <param name="line">Called for each line, without its line end.</param>
/// <param name="longLine">Called for each line that is longer than the bound.</param>
internal sealed class LineReader(int lineBytesMax, LineTaker line, Action longLine)
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
        while (block.IndexOf((byte)'\n') is var length and >= 0)
        {
            if (begunBytes > 0 || isPassingOver)
            {
                Begin(block[..length]);
                End();
            }
            else if (length > lineBytesMax)
            {
                longLine();
            }
            else
            {
                line(block[..length]);
            }

            block = block[(length + 1)..];
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
            line(begun.AsSpan(0, begunBytes));
        }

        (begunBytes, isPassingOver) = (0, false);
    }
}
