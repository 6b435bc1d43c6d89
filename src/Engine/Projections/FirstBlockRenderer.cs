using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>
/// Blocks of version 1, of sp-traffic alone: every row with all its texts. Nothing writes them any more; those that are
/// stored render as they always did.
/// </summary>
internal sealed class FirstBlockRenderer : BlockRenderer
{
    private const int IncarnationBytes = 16;
    private const int Dimensions = 5;

    // Account (int32) and ad product (one byte) stand before the texts of a key.
    private const int TextsOffset = 5;
    private const int RowBytesMin = 8;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ReadOnlyMemory<byte> block;
    private readonly Utf8JsonWriter json = new(Stream.Null, Options);
    private readonly byte[] incarnation;
    private readonly long publication;
    private readonly byte[] advertiser;
    private readonly byte[] marketplace;
    private readonly byte[] currency;
    private int position;
    private long[]? windows;

    public FirstBlockRenderer(ReadOnlyMemory<byte> block)
    {
        var reader = new BlockReader(block.Span);
        reader.Byte();
        reader.Varint();
        incarnation = reader.Bytes().ToArray();
        publication = (long)reader.Varint();
        advertiser = reader.Bytes().ToArray();
        marketplace = reader.Bytes().ToArray();
        currency = reader.Bytes().ToArray();
        Rows = reader.Count(RowBytesMin);
        var rows = reader.Bytes();
        this.block = block[(reader.Position - rows.Length)..reader.Position];
        if (incarnation.Length != IncarnationBytes)
        {
            throw BlockReader.Damage("its incarnation has not 16 bytes");
        }
    }

    public override int Rows { get; }

    private static ReadOnlySpan<byte> Dataset => "sp-traffic"u8;

    public override long? WindowOf(int row) => (windows ??= ReadWindows())[row];

    public override void Seek(int row)
    {
        (Row, position) = (0, 0);
        var reader = new BlockReader(block.Span);
        for (; Row < Math.Min(row, Rows); Row++)
        {
            ReadRow(ref reader);
        }

        position = reader.Position;
    }

    private protected override int RenderRows(MessageBuffer messages, int count)
    {
        var reader = new BlockReader(block.Span) { Position = position };
        for (var left = count; left > 0; left--)
        {
            json.Reset(messages);
            try
            {
                Write(ReadRow(ref reader));
            }
            catch (ArgumentException)
            {
                throw BlockReader.Damage("a text is too long or not valid UTF-8");
            }

            messages.End(0);
        }

        position = reader.Position;
        return count;
    }

    private long[] ReadWindows()
    {
        var starts = new long[Rows];
        var reader = new BlockReader(block.Span);
        for (var row = 0; row < Rows; row++)
        {
            starts[row] = ReadRow(ref reader).WindowStart;
        }

        return starts;
    }

    private static StoredRow ReadRow(ref BlockReader reader) =>
        new()
        {
            WindowStart = reader.Signed(),
            OffsetSeconds = reader.Signed(),
            Key = reader.Bytes(),
            KeywordText = reader.Bytes(),
            MatchType = reader.Bytes(),
            Impressions = reader.Signed(),
            Clicks = reader.Signed(),
            CostMicros = reader.Signed(),
        };

    private void Write(StoredRow row)
    {
        Span<byte> window = stackalloc byte[WindowText.Bytes];
        WindowText.Write(row.WindowStart, row.OffsetSeconds, window);
        Span<byte> cost = stackalloc byte[JsonNumbers.BytesMax];
        var key = new BlockReader(row.Key);
        key.Take(TextsOffset);
        json.WriteStartObject();
        json.WriteString("idempotency_id"u8, IdempotencyId(row.Key, row.WindowStart));
        json.WriteString("dataset_id"u8, Dataset);
        json.WriteString("marketplace_id"u8, marketplace);
        json.WriteString("currency"u8, currency);
        json.WriteString("advertiser_id"u8, advertiser);
        json.WriteString("campaign_id"u8, KeyText(ref key));
        json.WriteString("ad_group_id"u8, KeyText(ref key));
        json.WriteString("ad_id"u8, KeyText(ref key));
        json.WriteString("keyword_id"u8, KeyText(ref key));
        json.WriteString("keyword_text"u8, row.KeywordText);
        json.WriteString("match_type"u8, row.MatchType);
        json.WriteString("placement"u8, KeyText(ref key));
        json.WriteString("time_window_start"u8, window);
        json.WriteNumber("clicks"u8, row.Clicks);
        json.WriteNumber("impressions"u8, row.Impressions);
        json.WritePropertyName("cost"u8);
        json.WriteRawValue(cost[..JsonNumbers.WriteMoney(row.CostMicros, cost)], skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
    }

    private static ReadOnlySpan<byte> KeyText(ref BlockReader key) => key.Take(key.Byte());

    /// <summary>
    /// A name-based UUID in the form of the original's (version 3): ledger incarnation, dataset, cell, publication. MD5 serves
    /// as a name here and protects nothing.
    /// </summary>
    private Guid IdempotencyId(ReadOnlySpan<byte> key, long windowStart)
    {
        if (key.Length > TextsOffset + (Dimensions * (1 + byte.MaxValue)))
        {
            throw BlockReader.Damage("a key is too long");
        }

        Span<byte> name = stackalloc byte[IncarnationBytes + Dataset.Length + sizeof(long) + sizeof(long) + key.Length];
        incarnation.CopyTo(name);
        Dataset.CopyTo(name[IncarnationBytes..]);
        var length = IncarnationBytes + Dataset.Length;
        BinaryPrimitives.WriteInt64LittleEndian(name[length..], windowStart);
        BinaryPrimitives.WriteInt64LittleEndian(name[(length + sizeof(long))..], publication);
        key.CopyTo(name[(length + sizeof(long) + sizeof(long))..]);
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x30);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private ref struct StoredRow
    {
        public long WindowStart;
        public long OffsetSeconds;
        public ReadOnlySpan<byte> Key;
        public ReadOnlySpan<byte> KeywordText;
        public ReadOnlySpan<byte> MatchType;
        public long Impressions;
        public long Clicks;
        public long CostMicros;
    }
}
