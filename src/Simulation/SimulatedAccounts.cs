using System.Globalization;
using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;

namespace Millrace.Simulation;

/// <summary>Accounts in zones without clock changes, so that their hours can be reckoned here by plain arithmetic.</summary>
internal sealed class SimulatedAccounts : IEventAccounts
{
    private static readonly (string Zone, TimeSpan Offset)[] Zones =
    [
        ("Asia/Kolkata", new(5, 30, 0)),
        ("America/Sao_Paulo", new(-3, 0, 0)),
        ("Asia/Tokyo", new(9, 0, 0)),
    ];

    private readonly List<EventAccount> accounts = [];

    public SimulatedAccounts(int count)
    {
        for (var key = 0; key < count; key++)
        {
            AccountZone.TryFind(Zones[key % Zones.Length].Zone, out var zone);
            accounts.Add(new(key, $"ADV{key}", "MKT", "USD", zone!));
        }
    }

    /// <summary>Null: there is none, or it is erased.</summary>
    public EventAccount? Find(int key) => accounts.Find(account => account.Key == key);

    public void Remove(int key) => accounts.RemoveAll(account => account.Key == key);

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        var advertiser = Encoding.UTF8.GetString(advertiserId);
        return accounts.Find(account => account.AdvertiserId == advertiser);
    }

    public static string WindowOf(int account, DateTimeOffset time) =>
        Local(account, time).ToString("yyyy-MM-dd'T'HH:00:00zzz", CultureInfo.InvariantCulture);

    /// <summary>By the account's clock.</summary>
    public static DateTimeOffset Local(int account, DateTimeOffset time) => time.ToOffset(Zones[account % Zones.Length].Offset);
}
