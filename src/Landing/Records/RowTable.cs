using System.Buffers.Binary;
using System.IO.Hashing;

namespace Millrace.Landing.Records;

/// <summary>
/// The rows that a batch has of one dataset, a column after the other as DuckDB takes them: the declared fields, then what the
/// landing adds.
/// </summary>
internal sealed class RowTable
{
    private const int PlaceBytes = sizeof(ushort);

    /// <summary>Stands for the unknown fields, whose own place moves when the declaration grows.</summary>
    private const int UnknownMark = ushort.MaxValue;

    private readonly Slot[][] columns;

    /// <summary>Where a record has a value; null for a place at which every record has one.</summary>
    private readonly bool[]?[] filled;

    public RowTable(RowShape shape)
    {
        Shape = shape;
        columns = [.. shape.Columns.Select(_ => new Slot[1])];
        filled = [.. shape.Columns.Select(column => column.MayBeAbsent ? new bool[1] : null)];
    }

    public RowShape Shape { get; }

    public int Count { get; private set; }

    /// <summary>Begins the row after the last, without any value and with 0 where one may be absent; it counts from <see cref="Accept"/> on.</summary>
    /// <returns>The row, for <see cref="At"/> and <see cref="SetFilled"/>.</returns>
    public int Begin()
    {
        for (var place = 0; Count == columns[^1].Length && place < columns.Length; place++)
        {
            Array.Resize(ref columns[place], Count * 2);
        }

        for (var place = 0; place < filled.Length; place++)
        {
            ref var column = ref filled[place];
            if (column is not null)
            {
                if (column.Length < columns[0].Length)
                {
                    Array.Resize(ref column, columns[0].Length);
                }

                column[Count] = false;
                columns[place][Count] = default;
            }
        }

        return Count;
    }

    public ref Slot At(int row, int place) => ref columns[place][row];

    /// <summary>True where the record has no value.</summary>
    public bool IsNull(int row, int place) => filled[place] is { } column && !column[row];

    public void SetFilled(int row, int place)
    {
        if (filled[place] is { } column)
        {
            column[row] = true;
        }
    }

    public ReadOnlySpan<byte> Text(int row, int place) => Slot.Text(ref At(row, place));

    /// <summary>Copies the values of one place; where there is none, anything is copied.</summary>
    public void Copy(ReadOnlySpan<int> rows, int place, Span<Slot> to)
    {
        var column = columns[place];
        for (var row = 0; row < rows.Length; row++)
        {
            to[row] = column[rows[row]];
        }
    }

    /// <inheritdoc cref="Copy(ReadOnlySpan{int}, int, Span{Slot})"/>
    public void Copy(ReadOnlySpan<int> rows, int place, Span<long> to)
    {
        var column = columns[place];
        for (var row = 0; row < rows.Length; row++)
        {
            to[row] = column[rows[row]].Number;
        }
    }

    /// <inheritdoc cref="Copy(ReadOnlySpan{int}, int, Span{Slot})"/>
    public void Copy(ReadOnlySpan<int> rows, int place, Span<int> to)
    {
        var column = columns[place];
        for (var row = 0; row < rows.Length; row++)
        {
            to[row] = (int)column[rows[row]].Number;
        }
    }

    /// <inheritdoc cref="Copy(ReadOnlySpan{int}, int, Span{Slot})"/>
    public void Copy(ReadOnlySpan<int> rows, int place, Span<bool> to)
    {
        var column = columns[place];
        for (var row = 0; row < rows.Length; row++)
        {
            to[row] = column[rows[row]].Number != 0;
        }
    }

    /// <summary>
    /// Takes the row: its texts move into the arena, next to each other in the order of the declaration, and a hash of the whole is
    /// form 2 of what is remembered of a record. Every value, known and unknown, stands there with its place. Nulls do not count,
    /// so that a record stays the same when its declaration grows. The hash tells apart what differs by accident, which is all it
    /// is for.
    /// </summary>
    /// <param name="textBytesMax">No more than so many bytes of text are in the row.</param>
    public unsafe long Accept(TextArena arena, int textBytesMax)
    {
        var row = Count++;
        var start = arena.Reserve(textBytesMax + (columns.Length * (PlaceBytes + sizeof(long))));
        var end = start;
        for (var place = 0; place < Shape.FieldCount; place++)
        {
            if (IsNull(row, place))
            {
                continue;
            }

            if (Shape.IsText(place))
            {
                MoveText(ref At(row, place), place, ref end);
                continue;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(end, PlaceBytes), (ushort)place);
            BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(end + PlaceBytes, sizeof(long)), At(row, place).Number);
            end += PlaceBytes + sizeof(long);
        }

        if (!IsNull(row, Shape.UnknownPlace))
        {
            MoveText(ref At(row, Shape.UnknownPlace), UnknownMark, ref end);
        }

        var length = (int)(end - start);
        arena.Take(length);
        return (long)XxHash3.HashToUInt64(new ReadOnlySpan<byte>(start, length));
    }

    public void Clear() => Count = 0;

    private static unsafe void MoveText(ref Slot slot, int place, ref byte* end)
    {
        var text = Slot.Text(ref slot);
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(end, PlaceBytes), (ushort)place);
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(end + PlaceBytes, sizeof(int)), text.Length);
        end += PlaceBytes + sizeof(int);
        text.CopyTo(new Span<byte>(end, text.Length));
        Slot.SetText(ref slot, end, text.Length);
        end += text.Length;
    }
}
