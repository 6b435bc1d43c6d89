using System.Buffers;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>The distinct texts of a block, where they stand in it.</summary>
internal readonly ref struct TextTable : IDisposable
{
    private readonly ReadOnlySpan<byte> block;
    private readonly (int End, int Length)[] places;
    private readonly int count;

    public TextTable(ReadOnlySpan<byte> block, ref BlockReader reader)
    {
        this.block = block;
        count = reader.Count(1);
        places = ArrayPool<(int, int)>.Shared.Rent(count);
        for (var text = 0; text < count; text++)
        {
            var length = reader.Bytes().Length;
            places[text] = (reader.Position, length);
        }
    }

    public ReadOnlySpan<byte> this[int text]
    {
        get
        {
            var (end, length) = places[text];
            return block.Slice(end - length, length);
        }
    }

    /// <summary>A number of a text as it was read, if there is such a text.</summary>
    public int Checked(ulong text) =>
        text < (ulong)count ? (int)text : throw BlockReader.Damage("it names a text that it does not have");

    public void Dispose() => ArrayPool<(int, int)>.Shared.Return(places);
}
