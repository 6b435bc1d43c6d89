using System.Buffers;
using System.Text.Encodings.Web;

namespace Millrace.Engine.Projections;

/// <summary>Pieces of JSON that many rows share, each encoded once a block.</summary>
internal sealed class PreparedTexts : IDisposable
{
    /// <summary>What may be read behind a text, so that a copy can go in whole steps.</summary>
    public const int Slack = 32;

    private const int EscapeMax = 6;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private (int Offset, int Length)[] places = ArrayPool<(int, int)>.Shared.Rent(256);
    private int used;
    private int start;

    public int Count { get; private set; }

    public void Begin() => start = used;

    public void Append(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        used += json.Length;
    }

    /// <summary>Appends a text as it stands between quotes in JSON.</summary>
    public void AppendText(ReadOnlySpan<byte> text)
    {
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        if (encoder.FindFirstCharacterToEncodeUtf8(text) < 0)
        {
            Append(text);
            return;
        }

        encoder.EncodeUtf8(text, Reserve(text.Length * EscapeMax), out _, out var written);
        used += written;
    }

    /// <summary>Ends a prepared text; they are numbered from 0. Answers its length.</summary>
    public int End()
    {
        if (Count == places.Length)
        {
            Pooled.Grow(ref places, Count, Count + 1);
        }

        places[Count++] = (start, used - start);
        return used - start;
    }

    /// <summary>Answers how many bytes were copied.</summary>
    public int Copy(int text, Span<byte> to)
    {
        var (offset, length) = places[text];
        bytes.AsSpan(offset, length).CopyTo(to);
        return length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<(int, int)>.Shared.Return(places);
        (bytes, places, Count) = ([], [], 0);
    }

    private Span<byte> Reserve(int bytesMax)
    {
        if (used + bytesMax + Slack > bytes.Length)
        {
            Pooled.Grow(ref bytes, used, checked(used + bytesMax + Slack));
        }

        return bytes.AsSpan(used);
    }
}
