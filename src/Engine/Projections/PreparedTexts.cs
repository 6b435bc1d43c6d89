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
            ReadOnlySpan<byte> from;
            int length;
            switch (piece.Kind)
            {
                case PieceKind.Json:
                    from = piece.Json;
                    length = piece.Length;
                    break;
                case PieceKind.Value:
                    from = block.WithRest(values[piece.Number], out length);
                    break;
                case PieceKind.Account:
                    from = block.WithRest(piece.Number, out length);
                    break;
                case PieceKind.Window:
                    from = window;
                    length = window.Length;
                    break;
                case PieceKind.OptionalValue:
                    AppendOptional(values[piece.Number]);
                    continue;
                default:
                    AppendField(piece, values[piece.Number]);
                    continue;
            }

            Append(from, length);
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

    /// <summary>A text between quotes, or null where it is empty.</summary>
    private void AppendOptional(int number)
    {
        var text = block.WithRest(number, out var length);
        if (length == 0)
        {
            Append("null"u8, 4);
            return;
        }

        Append((byte)'"');
        Append(text, length);
        Append((byte)'"');
    }

    /// <summary>A text with its name before it, or nothing where it is empty.</summary>
    private void AppendField(RecordPiece piece, int number)
    {
        var text = block.WithRest(number, out var length);
        if (length > 0)
        {
            Append(piece.Json, piece.Length);
            Append(text, length);
            Append((byte)'"');
        }
    }

    private void Append(byte one)
    {
        MakeRoom(1);
        At(used++) = one;
    }

    /// <param name="from">What is appended, and what may be read behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(ReadOnlySpan<byte> from, int length)
    {
        MakeRoom(length);
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

    private void MakeRoom(int length)
    {
        if (length > bytes.Length - used - WideCopy.Step)
        {
            Grow(length);
        }
    }

    private void Grow(int length)
    {
        if (used > BytesMax - length)
        {
            throw BlockReader.Damage("its texts are too long");
        }

        Pooled.Grow(ref bytes, used, used + length + WideCopy.Step);
    }

    private ref byte At(int offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), offset);
}
