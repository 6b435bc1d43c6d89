using System.Buffers.Binary;
using System.IO.Hashing;

namespace Millrace.Landing.Records;

/// <summary>The rows that a batch has of one dataset, each a run of slots: the declared fields, then what the landing adds.</summary>
internal sealed class RowTable(DatasetShape shape)
{
    private const int HeadBytes = sizeof(ushort);

    /// <summary>Stands for the unknown fields, whose own place moves when the declaration grows.</summary>
    private const int UnknownMark = ushort.MaxValue;

    private Slot[] slots = new Slot[shape.Width];
    private bool[] filled = new bool[shape.Width];
    private byte[] canonical = new byte[1024];

    public DatasetShape Shape => shape;

    public int Count { get; private set; }

    /// <summary>The slots of the row after the last; nothing is filled in them. It counts from <see cref="Accept"/> on.</summary>
    public Span<Slot> Next(out Span<bool> nextFilled)
    {
        if ((Count + 1) * shape.Width > slots.Length)
        {
            Array.Resize(ref slots, slots.Length * 2);
            Array.Resize(ref filled, filled.Length * 2);
        }

        nextFilled = filled.AsSpan(Count * shape.Width, shape.Width);
        nextFilled.Clear();
        return slots.AsSpan(Count * shape.Width, shape.Width);
    }

    public int Accept() => Count++;

    public ref Slot At(int row, int place) => ref slots[(row * shape.Width) + place];

    public bool IsNull(int row, int place) => !filled[(row * shape.Width) + place];

    public ReadOnlySpan<byte> Text(int row, int place) => Slot.Text(ref At(row, place));

    /// <summary>
    /// A hash of every value, known and unknown, each with its place: form 2 of what is remembered of a record. Nulls do not count,
    /// so that a record stays the same when its declaration grows. It tells apart what differs by accident, which is all it is for.
    /// </summary>
    public long Content(int row)
    {
        var length = 0;
        for (var place = 0; place < shape.Dataset.Fields.Count; place++)
        {
            if (IsNull(row, place))
            {
                continue;
            }

            if (shape.IsText(place))
            {
                length += WriteText(length, place, Text(row, place));
                continue;
            }

            var room = Room(length, HeadBytes + sizeof(long));
            BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)place);
            BinaryPrimitives.WriteInt64LittleEndian(room[HeadBytes..], At(row, place).Number);
            length += HeadBytes + sizeof(long);
        }

        if (!IsNull(row, shape.UnknownPlace))
        {
            length += WriteText(length, UnknownMark, Text(row, shape.UnknownPlace));
        }

        return (long)XxHash3.HashToUInt64(canonical.AsSpan(0, length));
    }

    public void Clear() => Count = 0;

    private int WriteText(int from, int place, ReadOnlySpan<byte> text)
    {
        var room = Room(from, HeadBytes + sizeof(int) + text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)place);
        BinaryPrimitives.WriteInt32LittleEndian(room[HeadBytes..], text.Length);
        text.CopyTo(room[(HeadBytes + sizeof(int))..]);
        return HeadBytes + sizeof(int) + text.Length;
    }

    private Span<byte> Room(int from, int bytes)
    {
        if (from + bytes > canonical.Length)
        {
            Array.Resize(ref canonical, Math.Max(canonical.Length * 2, from + bytes));
        }

        return canonical.AsSpan(from);
    }
}
