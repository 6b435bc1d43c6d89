using Millrace.Contracts.Datasets;
using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Journal;

/// <summary>How that which describes cells stands in a journal entry: accounts, texts, what is shown of targets, entities.</summary>
internal static class DescriptionRecords
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

    public static void WriteEntity(ByteWriter writer, int account, string kind, string id, EntityForm form)
    {
        writer.Byte((byte)RecordKind.EntityForm);
        writer.Varint((ulong)account);
        writer.Text(kind);
        writer.Text(id);
        form.Write(writer);
    }

    /// <summary>The head of a record of texts; each follows by <see cref="ByteWriter.Bytes"/>.</summary>
    /// <param name="first">Number of the first of them.</param>
    public static void BeginTexts(ByteWriter writer, int first, int count)
    {
        writer.Byte((byte)RecordKind.Texts);
        writer.Varint((ulong)first);
        writer.Varint((ulong)count);
    }

    public static void WriteAttributes(ByteWriter writer, int account, int target, int keywordText, int matchType)
    {
        writer.Byte((byte)RecordKind.Attributes);
        writer.Key([account, target, keywordText, matchType]);
    }

    /// <param name="brand">Text number, or -1 where it is unknown.</param>
    public static void WriteProduct(ByteWriter writer, int account, int sku, int product, int brand)
    {
        writer.Byte((byte)RecordKind.Product);
        writer.Key([account, sku, product, brand + 1]);
    }

    /// <param name="id">Text number of the id; 0 for the advertiser.</param>
    /// <param name="texts">Text numbers, -1 where one is unknown.</param>
    public static void WriteDescription(ByteWriter writer, int account, Described what, int id, ReadOnlySpan<int> texts)
    {
        writer.Byte((byte)RecordKind.Description);
        writer.Varint((ulong)account);
        writer.Byte((byte)what);
        writer.Varint((ulong)id);
        writer.Varint((ulong)texts.Length);
        foreach (var text in texts)
        {
            writer.Varint((ulong)(text + 1));
        }
    }

    public static void FoldDescription(ref ByteReader reader, Descriptions descriptions)
    {
        var account = reader.Number();
        var what = (Described)reader.Byte();
        var id = reader.Number();
        Span<int> texts = stackalloc int[Descriptions.TextsMax];
        texts = texts[..reader.Number()];
        foreach (ref var text in texts)
        {
            text = reader.Number() - 1;
        }

        descriptions.Set(account, what, id, texts);
    }

    /// <param name="number">That the combination gets.</param>
    public static void WriteCombination(ByteWriter writer, AdProduct product, int number, ReadOnlySpan<int> key)
    {
        writer.Byte((byte)RecordKind.Combination);
        writer.Byte((byte)product);
        writer.Varint((ulong)number);
        writer.Varint((ulong)key.Length);
        writer.Key(key);
    }

    /// <summary>Passes over one record of a description.</summary>
    public static void Skim(RecordKind kind, ref ByteReader reader)
    {
        switch (kind)
        {
            case RecordKind.Account:
                _ = (reader.Number(), reader.Bytes().Length, reader.Bytes().Length, reader.Bytes().Length, reader.Bytes().Length);
                break;
            case RecordKind.Entity:
                _ = (reader.Number(), reader.Bytes().Length, reader.Bytes().Length, reader.Bytes().Length);
                break;
            case RecordKind.EntityForm:
                _ = (reader.Number(), reader.Bytes().Length, reader.Bytes().Length);
                EntityForm.Skim(ref reader);
                break;
            case RecordKind.Texts:
                reader.Number();
                for (var left = reader.Number(); left > 0; left--)
                {
                    reader.Bytes();
                }

                break;
            case RecordKind.Description:
                _ = (reader.Number(), reader.Byte(), reader.Number());
                for (var left = reader.Number(); left > 0; left--)
                {
                    reader.Number();
                }

                break;
            case RecordKind.Combination:
                _ = (reader.Byte(), reader.Number());
                for (var left = reader.Number(); left > 0; left--)
                {
                    reader.Number();
                }

                break;
            default:
                _ = (reader.Number(), reader.Number(), reader.Number(), reader.Number());
                break;
        }
    }
}
