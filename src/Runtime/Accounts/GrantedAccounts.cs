using System.Text;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Time;

namespace Millrace.Runtime.Accounts;

/// <summary>The accounts granted to one ingest key, found by the names that events carry.</summary>
public sealed class GrantedAccounts : IEventAccounts
{
    private const int NameBytesMax = 512;
    private readonly Dictionary<string, EventAccount> accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EventAccount>.AlternateLookup<ReadOnlySpan<char>> byName;

    public GrantedAccounts(IEnumerable<Account> granted)
    {
        foreach (var account in granted)
        {
            accounts[$"{account.Marketplace}\n{account.AdvertiserId}"] = ForEngine(account);
        }

        byName = accounts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What the engine has to know of an account.</summary>
    /// <exception cref="InvalidDataException">Its time zone is not known.</exception>
    public static EventAccount ForEngine(Account account) =>
        AccountZone.TryFind(account.TimeZone, out var zone)
            ? new(account.Key, account.AdvertiserId, account.Marketplace, account.Currency, zone)
            {
                ProfileId = account.ProfileId,
            }
            : throw new InvalidDataException(
                $"Account {account.Key} has the time zone {account.TimeZone}, which this program does not know."
            );

    public EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId)
    {
        if (advertiserId.Length + marketplaceId.Length >= NameBytesMax)
        {
            return null;
        }

        Span<char> name = stackalloc char[NameBytesMax];
        var length = Encoding.UTF8.GetChars(marketplaceId, name);
        name[length++] = '\n';
        length += Encoding.UTF8.GetChars(advertiserId, name[length..]);
        return byName.TryGetValue(name[..length], out var account) ? account : null;
    }
}
