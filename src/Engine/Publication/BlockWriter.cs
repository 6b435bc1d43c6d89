using System.Buffers.Binary;
using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Cells;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Publication;

/// <summary>
/// Writes blocks of version 2: what rows share stands once, a row is a few indices and its deltas.
/// <list type="number">
/// <item>The version in one byte, dataset id, dataset version, incarnation (16 bytes), publication number, and three texts of
/// the account: advertiser, marketplace, currency.</item>
/// <item>The distinct texts: how many, their lengths, then the texts. They are as JSON has them between quotes, so that the
/// choice of what is escaped cannot change with the runtime.</item>
/// <item>The windows: start, less the one before, and offset, both in seconds and signed.</item>
/// <item>For each group its distinct entries, each a text for every dimension and attribute: 0 for the next text that no entry
/// has named before, else the text's place, from 1.</item>
/// <item>How many rows; then columns, for the window and for each group, with the rows' indices. An index has no byte where
/// there is one entry to choose from, one up to 256, two beyond (little endian).</item>
/// <item>For each row and each 63 lanes a mask of those that are not zero, and those lanes, signed.</item>
/// <item>The XxHash3 of all before, in 8 bytes (little endian).</item>
/// </list>
/// Numbers are varints, of which signed ones have the sign in their lowest bit; texts stand behind their length in bytes.
/// </summary>
internal sealed class BlockWriter
{
    public const byte FormatVersion = 2;

    private readonly Guid incarnation;
    private readonly DatasetDeclaration dataset;
    private readonly IBlockSource source;
    private readonly IndexTable texts = new(width: 1);
    private readonly IndexTable[] groups;

    // By attribute, what stands in its place where nothing is known.
    private readonly byte[][] missing;

    // Those in whose place the account has something.
    private readonly FieldValue[] ofAccount;
    private readonly BlockBytes textBytes = new(4096);
    private readonly BlockBytes entries = new(4096);
    private readonly BlockBytes block = new(4096);
    private ushort[][] columns;

    public BlockWriter(Guid incarnation, DatasetDeclaration dataset, IBlockSource source)
    {
        (this.incarnation, this.dataset, this.source) = (incarnation, dataset, source);
        Shape = new BlockShape(dataset, dataset.Version);
        groups = [.. Shape.Groups.Select(group => new IndexTable(group.Dimensions.Length))];
        columns = [.. Enumerable.Range(0, 1 + groups.Length).Select(_ => Array.Empty<ushort>())];
        missing = [.. Shape.Attributes.Select(attribute => Encoding.UTF8.GetBytes(attribute.Missing ?? ""))];
        ofAccount = [.. Shape.Attributes.Where(attribute => attribute.Instead is not null)];
    }

    public BlockShape Shape { get; }

    public byte[] Write(long publication, int accountKey, PendingRows rows)
    {
        var account = source.Account(accountKey);
        Number(rows);
        WriteEntries(account);
        block.Clear();
        WriteHead(publication, account);
        WriteTexts();
        WriteWindows(rows, account);
        block.Raw(entries.Written);
        block.Varint((ulong)rows.Count);
        WriteColumn(rows.Windows.Count, columns[0].AsSpan(0, rows.Count));
        for (var group = 0; group < groups.Length; group++)
        {
            WriteColumn(groups[group].Count, columns[1 + group].AsSpan(0, rows.Count));
        }

        block.Raw(rows.Deltas);
        block.Take(BlockHash.Bytes);
        var bytes = block.Written.ToArray();
        BlockHash.Seal(bytes);
        return bytes;
    }

    /// <summary>Whether a column of so many entries needs none, one or two bytes a row.</summary>
    public static int ColumnWidth(int entries) =>
        entries <= 1 ? 0
        : entries <= 256 ? 1
        : 2;

    /// <summary>Fills the columns with the rows' entries.</summary>
    private void Number(PendingRows rows)
    {
        if (columns[0].Length < rows.Count)
        {
            columns = [.. columns.Select(_ => new ushort[rows.Count])];
        }

        Array.ForEach(groups, group => group.Clear());
        for (var row = 0; row < rows.Count; row++)
        {
            columns[0][row] = (ushort)rows.Window(row);
            for (var group = 0; group < groups.Length; group++)
            {
                columns[1 + group][row] = (ushort)EntryOf(group, rows.Dimensions(row));
            }
        }
    }

    private int EntryOf(int group, ReadOnlySpan<int> dimensions)
    {
        var mine = Shape.Groups[group].Dimensions;
        Span<int> entry = stackalloc int[mine.Length];
        for (var value = 0; value < entry.Length; value++)
        {
            entry[value] = dimensions[mine[value]];
        }

        return groups[group].GetOrAdd(entry);
    }

    private void WriteEntries(EventAccount account)
    {
        texts.Clear();
        entries.Clear();
        foreach (var attribute in ofAccount)
        {
            missing[attribute.Part] = Encoding.UTF8.GetBytes(BlockShape.Instead(attribute, account) ?? "");
        }

        for (var group = 0; group < groups.Length; group++)
        {
            entries.Varint((ulong)groups[group].Count);
            for (var entry = 0; entry < groups[group].Count; entry++)
            {
                var key = groups[group].Key(entry);
                foreach (var text in key)
                {
                    WriteText(text);
                }

                if (Shape.Groups[group].Attributes.Length > 0)
                {
                    WriteAttributes(Shape.Groups[group], account.Key, key);
                }
            }
        }
    }

    private void WriteAttributes(BlockShape.Group group, int account, ReadOnlySpan<int> key)
    {
        Span<int> known = stackalloc int[Descriptions.TextsMax];
        source.Describe(account, group.Of, key.IsEmpty ? 0 : key[group.IdPlace], known);
        for (var place = 0; place < group.Attributes.Length; place++)
        {
            WriteText(known[place] >= 0 ? known[place] : ~group.Attributes[place]);
        }
    }

    /// <param name="text">A text's number in memory; below zero it is what stands for the missing attribute of ~number.</param>
    private void WriteText(int text)
    {
        var before = texts.Count;
        var index = texts.GetOrAdd(new ReadOnlySpan<int>(in text));
        entries.Varint(texts.Count > before ? 0 : 1 + (ulong)index);
    }

    private void WriteHead(long publication, EventAccount account)
    {
        block.Take(1)[0] = FormatVersion;
        block.Bytes(Encoding.UTF8.GetBytes(dataset.Id));
        block.Varint((ulong)dataset.Version);
        incarnation.TryWriteBytes(block.Take(16));
        block.Varint((ulong)publication);
        WriteAccountText(account.AdvertiserId);
        WriteAccountText(account.MarketplaceId);
        WriteAccountText(account.Currency);
    }

    private void WriteTexts()
    {
        block.Varint((ulong)texts.Count);
        textBytes.Clear();
        for (var text = 0; text < texts.Count; text++)
        {
            var number = texts.Key(text)[0];
            var before = textBytes.Length;
            textBytes.JsonText(number < 0 ? missing[~number] : source.Text(number));
            block.Varint((ulong)(textBytes.Length - before));
        }

        block.Raw(textBytes.Written);
    }

    private void WriteAccountText(string text)
    {
        textBytes.Clear();
        textBytes.JsonText(Encoding.UTF8.GetBytes(text));
        block.Bytes(textBytes.Written);
    }

    private void WriteWindows(PendingRows rows, EventAccount account)
    {
        block.Varint((ulong)rows.Windows.Count);
        long before = 0;
        foreach (var start in rows.Windows)
        {
            block.Signed(start - before);
            block.Signed(account.Zone.OffsetSeconds(start));
            before = start;
        }
    }

    private void WriteColumn(int count, ReadOnlySpan<ushort> column)
    {
        var width = ColumnWidth(count);
        var bytes = block.Take(width * column.Length);
        for (var row = 0; width == 1 && row < column.Length; row++)
        {
            bytes[row] = (byte)column[row];
        }

        for (var row = 0; width == 2 && row < column.Length; row++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * row)..], column[row]);
        }
    }
}
