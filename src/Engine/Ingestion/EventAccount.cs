using Millrace.Engine.Time;

namespace Millrace.Engine.Ingestion;

/// <summary>What the engine has to know of an account: its key, how its records are marked, and its hours.</summary>
/// <param name="Key">The registry's key.</param>
public sealed record EventAccount(int Key, string AdvertiserId, string MarketplaceId, string Currency, AccountZone Zone)
{
    /// <summary>How API clients name it; empty where that is not known. Journals do not have it.</summary>
    public string ProfileId { get; init; } = "";
}

/// <summary>Finds the accounts that a caller may write to.</summary>
public interface IEventAccounts
{
    /// <summary>The account, or null where there is none or the caller has no grant for it: the answer does not tell which.</summary>
    EventAccount? Find(ReadOnlySpan<byte> advertiserId, ReadOnlySpan<byte> marketplaceId);
}
