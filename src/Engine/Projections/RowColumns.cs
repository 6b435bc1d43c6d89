using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>The columns of a block: which window and which entry of each group a row has.</summary>
internal sealed class RowColumns(int count)
{
    private readonly (int First, int Width, int Entries)[] columns = new (int, int, int)[count];

    public int Count => columns.Length;

    /// <summary>Says how many entries a column chooses from.</summary>
    public void Declare(int column, int entries) => columns[column] = (0, BlockWriter.ColumnWidth(entries), entries);

    /// <summary>Passes over the columns and checks that each index has its entry.</summary>
    public void Read(ref BlockReader reader, int rows)
    {
        foreach (ref var column in columns.AsSpan())
        {
            column.First = reader.Position;
            var indices = reader.Take((int)Math.Min((long)rows * column.Width, int.MaxValue));
            var isWrong = column.Width switch
            {
                0 => column.Entries == 0 && rows > 0,
                1 => column.Entries < 256 && indices.ContainsAnyInRange((byte)column.Entries, byte.MaxValue),
                _ => column.Entries <= char.MaxValue
                    && MemoryMarshal.Cast<byte, char>(indices).ContainsAnyInRange((char)column.Entries, char.MaxValue),
            };
            if (isWrong)
            {
                throw BlockReader.Damage("a row names an entry that is not there");
            }
        }
    }

    public void ReadRow(ReadOnlySpan<byte> block, int row, Span<int> entries)
    {
        for (var column = RecordStep.WindowColumn; column < columns.Length; column++)
        {
            entries[column] = EntryOf(column, block, row);
        }
    }

    /// <summary>Which entry of a column a row has.</summary>
    public int EntryOf(int column, ReadOnlySpan<byte> block, int row)
    {
        var (first, width, _) = columns[column];
        return width == 0 ? 0
            : width == 1 ? block[first + row]
            : BinaryPrimitives.ReadUInt16LittleEndian(block[(first + (2 * row))..]);
    }
}
