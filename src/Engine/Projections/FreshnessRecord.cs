using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Projections;

/// <summary>The message of <see cref="Freshness"/>: the same bytes for the same account, dataset and hour.</summary>
public static class FreshnessRecord
{
    private const int HashBytes = 16;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="incarnation">The ledger's.</param>
    /// <param name="through">Unix seconds.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Render(Guid incarnation, string dataset, EventAccount account, long through)
    {
        Span<byte> window = stackalloc byte[WindowText.Bytes];
        WindowText.Write(through, account.Zone.OffsetSeconds(through), window);
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString(Freshness.MessageType.Name, Freshness.Type);
            json.WriteString(Freshness.DatasetId.Name, dataset);
            json.WriteString(Freshness.AdvertiserId.Name, account.AdvertiserId);
            json.WriteString(Freshness.MarketplaceId.Name, account.MarketplaceId);
            json.WriteString(Freshness.CompleteThrough.Name, window);
            json.WriteString(Freshness.IdempotencyId.Name, Id(incarnation, dataset, account, through));
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    /// <summary>The name of what is said, in the form of the ids of records.</summary>
    private static string Id(Guid incarnation, string dataset, EventAccount account, long through)
    {
        // Each text by a hash of its own length: ("ab", "c") and ("a", "bc") are different names.
        string[] texts = [Freshness.Type, dataset, account.AdvertiserId, account.MarketplaceId];
        Span<byte> name = stackalloc byte[HashBytes + (texts.Length * HashBytes) + sizeof(long)];
        incarnation.TryWriteBytes(name);
        for (var text = 0; text < texts.Length; text++)
        {
            XxHash128.Hash(Encoding.UTF8.GetBytes(texts[text]), name[((1 + text) * HashBytes)..]);
        }

        BinaryPrimitives.WriteInt64LittleEndian(name[^sizeof(long)..], through);
        Span<byte> id = stackalloc byte[IdText.Room];
        IdText.Write(Vector128.Create(XxHash128.Hash(name)), id);
        return Encoding.ASCII.GetString(id[..IdText.Bytes]);
    }
}
