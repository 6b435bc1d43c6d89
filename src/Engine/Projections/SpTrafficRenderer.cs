using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Cells;
using Millrace.Engine.Journal;
using Millrace.Engine.Publication;

namespace Millrace.Engine.Projections;

/// <summary>Renders blocks of sp-traffic to messages: one JSON record each, the same bytes every time (contract, 4.3).</summary>
public static class SpTrafficRenderer
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="firstRow">Rows before it are passed over.</param>
    /// <param name="rowsMax">At most so many records are rendered.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Render(ReadOnlySpan<byte> block, int firstRow, int rowsMax)
    {
        var reader = new ByteReader(block);
        reader.Version(BlockBuilder.FormatVersion, "delta block");
        reader.Varint();
        var incarnation = reader.Bytes();
        var publication = (long)reader.Varint();
        var account = new AccountTexts(reader.Text(), reader.Text(), reader.Text());
        var rows = (int)reader.Varint();
        var rest = new ByteReader(reader.Bytes());
        var messages = new List<ReadOnlyMemory<byte>>(Math.Min(rowsMax, Math.Max(0, rows - firstRow)));
        for (var row = 0; row < rows && messages.Count < rowsMax; row++)
        {
            var (start, offset) = (rest.Signed(), rest.Signed());
            var key = rest.Bytes();
            var text = rest.Bytes();
            var match = rest.Bytes();
            var metrics = rest.Metrics();
            if (row >= firstRow)
            {
                var id = IdempotencyId(incarnation, key, start, publication);
                messages.Add(Record(id, account, key, text, match, WindowText(start, offset), metrics));
            }
        }

        return messages;
    }

    private static byte[] Record(
        Guid id,
        AccountTexts account,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> match,
        string window,
        Metrics metrics
    )
    {
        var buffer = new ArrayBufferWriter<byte>(640);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("idempotency_id"u8, id);
            json.WriteString("dataset_id"u8, Datasets.SpTraffic.Id);
            json.WriteString("marketplace_id"u8, account.MarketplaceId);
            json.WriteString("currency"u8, account.Currency);
            json.WriteString("advertiser_id"u8, account.AdvertiserId);
            json.WriteString("campaign_id"u8, CellKey.Part(key, 0));
            json.WriteString("ad_group_id"u8, CellKey.Part(key, 1));
            json.WriteString("ad_id"u8, CellKey.Part(key, 2));
            json.WriteString("keyword_id"u8, CellKey.Part(key, 3));
            json.WriteString("keyword_text"u8, text);
            json.WriteString("match_type"u8, match);
            json.WriteString("placement"u8, CellKey.Part(key, 4));
            json.WriteString("time_window_start"u8, window);
            json.WriteNumber("clicks"u8, metrics.Clicks);
            json.WriteNumber("impressions"u8, metrics.Impressions);
            json.WritePropertyName("cost"u8);
            json.WriteRawValue(Money(metrics.CostMicros), skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Millionths as a decimal with at least one digit behind the point, as the original writes doubles: 0.0, -0.45.</summary>
    internal static string Money(long micros)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{decimal.Divide(micros, 1_000_000m):0.0#####}");
    }

    /// <summary>
    /// A name-based UUID in the form of the original's (version 3): ledger incarnation, dataset, cell, publication. MD5 serves
    /// as a name here and protects nothing.
    /// </summary>
    private static Guid IdempotencyId(ReadOnlySpan<byte> incarnation, ReadOnlySpan<byte> key, long windowStart, long publication)
    {
        var dataset = Datasets.SpTraffic.Id;
        Span<byte> name = stackalloc byte[16 + 64 + 8 + 8 + CellKey.BytesMax];
        incarnation.CopyTo(name);
        var length = 16 + Encoding.ASCII.GetBytes(dataset, name[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(name[length..], windowStart);
        BinaryPrimitives.WriteInt64LittleEndian(name[(length + 8)..], publication);
        key.CopyTo(name[(length + 16)..]);
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(name[..(length + 16 + key.Length)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x30);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static string WindowText(long start, long offsetSeconds)
    {
        var offset = TimeSpan.FromMinutes(offsetSeconds / 60);
        var local = DateTimeOffset.FromUnixTimeSeconds(start).ToOffset(offset);
        return local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private readonly record struct AccountTexts(string AdvertiserId, string MarketplaceId, string Currency);
}
