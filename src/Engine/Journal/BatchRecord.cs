using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>How the facts of a batch, and what describes them, stand in a journal entry.</summary>
internal static class BatchRecord
{
    public static void WriteAccount(ByteWriter writer, EventAccount account)
    {
        writer.Byte((byte)RecordKind.Account);
        writer.Varint((ulong)account.Key);
        writer.Text(account.AdvertiserId);
        writer.Text(account.MarketplaceId);
        writer.Text(account.Currency);
        writer.Text(account.Zone.Id);
    }

    public static void WriteText(ByteWriter writer, int account, string target, TargetText text)
    {
        writer.Byte((byte)RecordKind.TargetText);
        writer.Varint((ulong)account);
        writer.Text(target);
        writer.Text(text.KeywordText);
        writer.Text(text.MatchType);
    }

    public static void WriteEntity(ByteWriter writer, int account, string kind, string id, ReadOnlySpan<byte> document)
    {
        writer.Byte((byte)RecordKind.Entity);
        writer.Varint((ulong)account);
        writer.Text(kind);
        writer.Text(id);
        writer.Bytes(document);
    }

    /// <param name="fresh">The identified events that are not repeats.</param>
    public static void Write(ByteWriter writer, EventPart part, IReadOnlyList<IdentifiedEvent> fresh, int today)
    {
        writer.Byte((byte)RecordKind.Batch);
        writer.Hash(part.Batch);
        writer.Signed(today);
        writer.Hash(part.Digest);
        writer.Varint((ulong)(part.Identified.Count - fresh.Count));
        writer.Varint((ulong)part.Cells.Count);
        long lastWindow = 0;
        for (var cell = 0; cell < part.Cells.Count; cell++)
        {
            var key = part.Cells.Key(cell);
            var window = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(key);
            writer.Signed(window - lastWindow);
            writer.Bytes(key[CellKey.WindowBytes..]);
            writer.Metrics(part.Cells.Total(cell));
            lastWindow = window;
        }

        writer.Varint((ulong)fresh.Count);
        foreach (var happened in fresh)
        {
            writer.Hash(happened.Id);
            writer.Byte((byte)(happened.Takes == UInt128.Zero ? 0 : 1));
            if (happened.Takes != UInt128.Zero)
            {
                writer.Hash(happened.Takes);
            }

            writer.Varint((ulong)happened.Cell);
            writer.Signed(happened.Day);
            writer.Metrics(happened.Metrics);
        }
    }

    public static Cells ReadCells(ref ByteReader reader)
    {
        var count = (int)reader.Varint();
        var cells = new Cells(count);
        long window = 0;
        for (var cell = 0; cell < count; cell++)
        {
            window += reader.Signed();
            cells.Add(window, reader.Bytes(), reader.Metrics());
        }

        return cells;
    }

    public static IdentifiedEvent ReadIdentified(ref ByteReader reader)
    {
        var id = reader.Hash();
        var takes = reader.Byte() == 0 ? UInt128.Zero : reader.Hash();
        return new(id, takes, (int)reader.Varint(), (int)reader.Signed(), reader.Metrics());
    }

    /// <summary>The windows that the batches of an entry touch.</summary>
    public static SortedSet<long> WindowsOf(ReadOnlySpan<byte> entry)
    {
        var found = new SortedSet<long>();
        var reader = new ByteReader(entry);
        reader.Version(Effects.EntryVersion, "journal entry");
        while (!reader.IsAtEnd)
        {
            switch ((RecordKind)reader.Byte())
            {
                case RecordKind.Batch:
                    _ = (reader.Hash(), reader.Signed(), reader.Hash(), reader.Varint());
                    found.UnionWith(ReadCells(ref reader).Windows);
                    for (var left = reader.Varint(); left > 0; left--)
                    {
                        ReadIdentified(ref reader);
                    }

                    break;
                case RecordKind.Account:
                    _ = (reader.Varint(), reader.Text(), reader.Text(), reader.Text(), reader.Text());
                    break;
                case RecordKind.TargetText:
                    _ = (reader.Varint(), reader.Text(), reader.Text(), reader.Text());
                    break;
                case RecordKind.Entity:
                    _ = (reader.Varint(), reader.Text(), reader.Text());
                    reader.Bytes();
                    break;
                case RecordKind.Publication:
                    reader.Varint();
                    SkipNumbers(ref reader);
                    break;
                case RecordKind.Cooling:
                    reader.Signed();
                    SkipNumbers(ref reader);
                    break;
                default:
                    throw new InvalidDataException("A journal entry has a record of unknown kind: a newer version wrote it.");
            }
        }

        return found;
    }

    private static void SkipNumbers(ref ByteReader reader)
    {
        for (var left = reader.Varint(); left > 0; left--)
        {
            reader.Signed();
        }
    }

    /// <summary>The cells that a batch record lists, by index.</summary>
    public sealed class Cells(int count)
    {
        private readonly ByteWriter keys = new();
        private readonly List<(int Offset, int Length)> places = new(count);

        public int Count => places.Count;

        public List<long> Windows { get; } = new(count);

        public List<Metrics> Metrics { get; } = new(count);

        public ReadOnlySpan<byte> Key(int cell) => keys.Written.Span.Slice(places[cell].Offset, places[cell].Length);

        public void Add(long window, ReadOnlySpan<byte> key, Metrics metrics)
        {
            keys.Bytes(key);
            places.Add((keys.Length - key.Length, key.Length));
            Windows.Add(window);
            Metrics.Add(metrics);
        }
    }
}
