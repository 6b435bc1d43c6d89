using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>
/// Blocks of version 2: a row is copies of prepared texts, and its numbers and id between them. In place of Utf8JsonWriter,
/// which takes 3 times as long a row, and is given values and ids (bench render).
/// </summary>
internal sealed class CompactBlockRenderer(CompactBlock block) : BlockRenderer
{
    /// <summary>Memory for messages at a time, unless one alone takes more.</summary>
    private const int RoomMax = 4 << 20;

    private readonly RowColumns columns = block.Columns;
    private readonly PreparedTexts texts = block.Texts;
    private readonly RecordNames names = block.Names;
    private readonly PreparedStep[] steps = block.Steps;

    // Of the row that is being rendered; fields, as a method with a stackalloc is never compiled again by its profile.
    private readonly int[] entries = new int[block.Columns.Count];
    private readonly long[] deltas = new long[block.Lanes];

    private int lanes = block.FirstLanes;

    public override int Rows => block.Rows;

    public override long? WindowOf(int row) => block.Windows[columns.EntryOf(RecordStep.WindowColumn, block.Bytes.Span, row)];

    public override void Seek(int row)
    {
        (Row, lanes) = (0, block.FirstLanes);
        var reader = new BlockReader(block.Bytes.Span) { Position = lanes };
        for (; Row < Math.Min(row, Rows); Row++)
        {
            ReadLanes(ref reader);
        }

        lanes = reader.Position;
    }

    public override void Dispose()
    {
        block.Dispose();
        base.Dispose();
    }

    private protected override int RenderRows(MessageBuffer messages, int count)
    {
        var bytes = block.Bytes.Span;
        var reader = new BlockReader(bytes) { Position = lanes };
        var head = block.HeadBytes;
        count = Math.Min(count, Math.Max(1, RoomMax / block.RowBytesMax));
        var room = messages.Reserve((count * block.RowBytesMax) + head + WideCopy.Step);
        var at = texts.Copy(block.Head, ref MemoryMarshal.GetReference(room));
        var end = 0;
        for (var row = Row; row < Row + count; row++)
        {
            columns.ReadRow(bytes, row, entries);
            ReadLanes(ref reader);
            at = Write(room, at);
            messages.End(at - head - end);
            end = at - head;
        }

        lanes = reader.Position;
        return count;
    }

    /// <summary>Writes a row behind its head, and the head of the next; answers where it ends.</summary>
    private int Write(Span<byte> room, int at)
    {
        ref var to = ref MemoryMarshal.GetReference(room);
        foreach (ref readonly var step in steps.AsSpan())
        {
            switch (step.Kind)
            {
                case StepKind.None:
                    break;
                case StepKind.Id:
                    names.WriteId(entries, room[at..]);
                    at += IdText.Bytes;
                    break;
                case StepKind.Long:
                    at += JsonNumbers.WriteLong(deltas[step.Lane], room[at..]);
                    break;
                default:
                    at += JsonNumbers.WriteMoney(deltas[step.Lane], room[at..]);
                    break;
            }

            var text = step.First + (entries[step.Column] * step.Stride);
            at += texts.Copy(text, ref Unsafe.Add(ref to, at));
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadLanes(ref BlockReader reader)
    {
        Array.Clear(deltas);
        for (var first = 0; first < deltas.Length; first += PendingRows.LanesOfMask)
        {
            var present = reader.Varint();
            if (BitOperations.Log2(present | 1) >= Math.Min(PendingRows.LanesOfMask, deltas.Length - first))
            {
                throw BlockReader.Damage("a row has more metrics than its dataset");
            }

            for (; present != 0; present &= present - 1)
            {
                deltas[first + BitOperations.TrailingZeroCount(present)] = reader.Signed();
            }
        }
    }
}
