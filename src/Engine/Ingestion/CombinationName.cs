using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion;

/// <summary>
/// What an event is about while it is looked for: its account and the ids of its cell. Account and lengths come first, then each id
/// in blocks of 16 bytes, so that ids are written and hashed by whole blocks.
/// </summary>
internal sealed class CombinationName
{
    private const int BlockBytes = 16;

    private readonly byte[] bytes;
    private readonly int headBytes;
    private int length;

    public CombinationName(CellFamily family)
    {
        headBytes = Blocks(sizeof(int) + family.Dimensions.Count) * BlockBytes;
        bytes = new byte[headBytes + (family.Dimensions.Count * CellKey.PartBytesMax)];
    }

    /// <summary>All of it: what tells one combination from another.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    /// <summary>Begins another name: the ids follow, in the order of the family's dimensions, then <see cref="End"/>.</summary>
    public Writer Begin(int account)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, account);
        return new Writer(bytes, headBytes);
    }

    /// <summary>The name of what a line is about.</summary>
    /// <param name="fields">Those that make the family's key, in its order.</param>
    /// <param name="measure">What stands behind them, where cells of the family have one measure each.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write(int account, in EventLine line, EventField[] fields, ReadOnlySpan<byte> measure = default)
    {
        var writer = Begin(account);
        foreach (var field in fields)
        {
            writer.Append(line[field]);
        }

        if (!measure.IsEmpty)
        {
            writer.Append(measure);
        }

        End(in writer);
    }

    /// <summary>The last id was written.</summary>
    public void End(in Writer writer) => length = writer.End;

    /// <summary>The account of a name that was kept as its <see cref="Bytes"/>.</summary>
    public static int Account(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadInt32LittleEndian(name);

    /// <summary>Writes the ids of a kept name one behind the other.</summary>
    /// <param name="places">Takes where each stands in what is written to.</param>
    /// <param name="at">Where the first goes; moves behind the last.</param>
    public static void WriteIds(ReadOnlySpan<byte> name, Span<byte> to, ref int at, Span<TextPlace> places)
    {
        var lengths = name.Slice(sizeof(int), places.Length);
        var blocks = name[(Blocks(sizeof(int) + places.Length) * BlockBytes)..];
        for (var id = 0; id < places.Length; id++)
        {
            var length = lengths[id];
            if (length is >= BlockBytes / 2 and <= BlockBytes)
            {
                blocks[..8].CopyTo(to[at..]);
                blocks[8..BlockBytes].CopyTo(to[(at + length - 8)..]);
            }
            else
            {
                blocks[..length].CopyTo(to[at..]);
            }

            blocks = blocks[(Blocks(length) * BlockBytes)..];
            places[id] = new(at, length);
            at += length;
        }
    }

    private static int Blocks(int length) => (length + BlockBytes - 1) / BlockBytes;

    /// <summary>Writes the ids of a name.</summary>
    internal ref struct Writer(Span<byte> bytes, int headBytes)
    {
        private readonly Span<byte> bytes = bytes;
        private int lengthAt = sizeof(int);

        public int End { get; private set; } = headBytes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Append(ReadOnlySpan<byte> id) => End = CombinationName.Append(bytes, lengthAt++, End, id);
    }

    /// <summary>Writes an id; answers where the next begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Append(Span<byte> to, int lengthAt, int at, ReadOnlySpan<byte> id)
    {
        to[lengthAt] = (byte)id.Length;
        if (id.Length is < BlockBytes / 2 or > BlockBytes)
        {
            return id.Length is > BlockBytes and <= 2 * BlockBytes ? AppendTwo(to, at, id) : AppendOther(to, at, id);
        }

        // Eight bytes of either end are all of it, and the length says how far they overlap.
        var block = Vector128.Create(MemoryMarshal.Read<ulong>(id), MemoryMarshal.Read<ulong>(id[^8..]));
        MemoryMarshal.Write(to[at..], in block);
        return at + BlockBytes;
    }

    private static int AppendTwo(Span<byte> to, int at, ReadOnlySpan<byte> id)
    {
        // The last sixteen bytes are moved down to where the second block begins; behind them come zeros.
        var head = Vector128.Create(id[..BlockBytes]);
        var tail = Vector128.Shuffle(
            Vector128.Create(id[^BlockBytes..]),
            Vector128<byte>.Indices + Vector128.Create((byte)((2 * BlockBytes) - id.Length))
        );
        MemoryMarshal.Write(to[at..], in head);
        MemoryMarshal.Write(to[(at + BlockBytes)..], in tail);
        return at + (2 * BlockBytes);
    }

    private static int AppendOther(Span<byte> to, int at, ReadOnlySpan<byte> id)
    {
        var blocks = to.Slice(at, Blocks(id.Length) * BlockBytes);
        blocks.Clear();
        id.CopyTo(blocks);
        return at + blocks.Length;
    }
}
