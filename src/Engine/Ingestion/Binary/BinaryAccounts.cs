using System.Runtime.InteropServices;
using Millrace.Contracts.Ingest;
using Millrace.Engine.Ingestion.Parsing;

namespace Millrace.Engine.Ingestion.Binary;

/// <summary>The accounts of a binary body by their numbers, from 1; number 0 is that of no account.</summary>
internal sealed class BinaryAccounts(BinaryTexts texts)
{
    private const int AccountBytesMin = 3;

    private readonly List<BinaryAccount> accounts = [];

    /// <summary>How many there are, number 0 left out.</summary>
    public int Count => accounts.Count - 1;

    public ref readonly BinaryAccount this[int number] => ref CollectionsMarshal.AsSpan(accounts)[number];

    public void Read(ref BatchCursor cursor, EventBatch batch, ReadOnlySpan<byte> body)
    {
        accounts.Clear();
        accounts.Add(default);
        var from = cursor.At;
        var count = cursor.Number(EventBatchFormat.AccountsMax, "a number of accounts");
        if (count > cursor.Left / AccountBytesMin)
        {
            cursor.Break($"{count} accounts go beyond its end", from);
        }

        for (; count > 0 && cursor.Fault is null; count--)
        {
            var advertiser = cursor.Number(texts.Count, "text");
            var marketplace = cursor.Number(texts.Count, "text");
            accounts.Add(Make(batch, body, advertiser, marketplace, cursor.Number(texts.Count, "text")));
        }
    }

    private BinaryAccount Make(EventBatch batch, ReadOnlySpan<byte> body, int advertiser, int marketplace, int currency)
    {
        var (seen, bad) = (0UL, 0UL);
        texts.Check(EventField.AdvertiserId, advertiser, ref seen, ref bad);
        texts.Check(EventField.MarketplaceId, marketplace, ref seen, ref bad);
        texts.Check(EventField.Currency, currency, ref seen, ref bad);
        var isWhole = bad == 0 && advertiser != 0 && marketplace != 0;
        var entry = isWhole ? batch.FindAccount(texts.Bytes(body, advertiser), texts.Bytes(body, marketplace)) : null;
        return new()
        {
            Advertiser = advertiser,
            Marketplace = marketplace,
            Currency = currency,
            Seen = seen,
            Bad = bad,
            Entry = entry,
            Fault = entry is null ? null : EventBatch.Unwelcome(entry, texts.Bytes(body, currency)),
        };
    }
}
