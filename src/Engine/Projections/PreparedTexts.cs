using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>Pieces of JSON that many rows share, each put together once a block.</summary>
internal sealed class PreparedTexts(BlockTexts block, int bytesExpected) : IDisposable
{
    private const int BytesMax = 1 << 29;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(bytesExpected);
    private (int Offset, int Length)[] places = ArrayPool<(int, int)>.Shared.Rent(bytesExpected / 64);
    private int used;

    public int Count { get; private set; }

    /// <summary>Prepares the next text; they are numbered from 0. Answers how many bytes it has.</summary>
    /// <param name="window">A window's start as records show it, for texts of windows.</param>
    /// <param name="values">Numbers of an entry's texts, for texts of groups.</param>
    public int Add(RecordPiece[] pieces, ReadOnlySpan<byte> window, ReadOnlySpan<int> values)
    {
        var start = used;
        foreach (var piece in pieces)
        {
            switch (piece.Kind)
            {
                case PieceKind.Json:
                    Append(piece.Json, piece.Length);
                    break;
                case PieceKind.Window:
                    Append(window, window.Length);
                    break;
                case PieceKind.OptionalValue:
                    AppendOptional(values[piece.Number]);
                    break;
                case PieceKind.OptionalField:
                    AppendField(piece, values[piece.Number]);
                    break;
                default:
                    var number = piece.Kind == PieceKind.Value ? values[piece.Number] : piece.Number;
                    Append(block.WithRest(number, out var length), length);
                    break;
            }
        }

        if (Count == places.Length)
        {
            Pooled.Grow(ref places, Count, Count + 1);
        }

        places[Count++] = (start, used - start);
        return used - start;
    }

    /// <summary>Answers how many bytes the text has; up to a step of <see cref="WideCopy"/> more are written.</summary>
    public int Copy(int text, ref byte to)
    {
        var (offset, length) = places[text];
        WideCopy.Copy(ref At(offset), ref to, length);
        return length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<(int, int)>.Shared.Return(places);
        (bytes, places, Count) = ([], [], 0);
    }

    private void AppendOptional(int number)
    {
        var text = block[number];
        if (text.IsEmpty)
        {
            Append("null"u8, 4);
            return;
        }

        Append("\""u8, 1);
        Append(text, text.Length);
        Append("\""u8, 1);
    }

    private void AppendField(RecordPiece piece, int number)
    {
        if (!block[number].IsEmpty)
        {
            Append(piece.Json, piece.Length);
            Append(block.WithRest(number, out var length), length);
            Append("\""u8, 1);
        }
    }

    /// <param name="from">What is appended, and what may be read behind it.</param>
    private void Append(ReadOnlySpan<byte> from, int length)
    {
        if (length > bytes.Length - used - WideCopy.Step)
        {
            if (used > BytesMax - length)
            {
                throw BlockReader.Damage("its texts are too long");
            }

            Pooled.Grow(ref bytes, used, used + length + WideCopy.Step);
        }

        if (from.Length >= length + WideCopy.Step)
        {
            WideCopy.Copy(ref MemoryMarshal.GetReference(from), ref At(used), length);
        }
        else
        {
            from[..length].CopyTo(bytes.AsSpan(used));
        }

        used += length;
    }

    private ref byte At(int offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), offset);
}
