using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;

namespace Millrace.App.Bench;

/// <summary>The accounts of the lines of events: key and advertiser have the same number.</summary>
internal sealed class BenchAccounts : IEventAccounts
{
    private readonly Dictionary<string, EventAccount> accounts;

    public BenchAccounts(int count)
    {
        AccountZone.TryFind("America/Los_Angeles", out var zone);
        accounts = Enumerable
            .Range(0, count)
            .Select(key => new EventAccount(key, EventLines.Advertiser(key), EventLines.Marketplace, "USD", zone!))
            .ToDictionary(account => account.AdvertiserId, StringComparer.Ordinal);
    }

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        Span<char> name = stackalloc char[64];
        var length = Encoding.UTF8.GetChars(advertiserId, name);
        return accounts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out var found) ? found : null;
    }
}
