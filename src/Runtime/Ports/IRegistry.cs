using Millrace.Contracts.Realms;
using Millrace.Runtime.Accounts;

namespace Millrace.Runtime.Ports;

/// <summary>Who there is and what they may: accounts, keys, clients, tokens. Of secrets it holds hashes only.</summary>
public interface IRegistry : IAsyncDisposable
{
    /// <summary>Opens or creates the store; refuses one that a newer version made.</summary>
    ValueTask OpenAsync(CancellationToken cancel);

    /// <summary>Stores an account under a new key (that of the argument is not looked at); null when one of its names is taken.</summary>
    ValueTask<Account?> AddAccountAsync(Account account, CancellationToken cancel);

    ValueTask<IReadOnlyList<Account>> ReadAccountsAsync(CancellationToken cancel);

    /// <summary>The accounts of these keys that exist, by key.</summary>
    ValueTask<IReadOnlyList<Account>> ReadAccountsAsync(IReadOnlyList<int> keys, CancellationToken cancel);

    /// <summary>Adds a marketplace of this deployment; false when its id is there.</summary>
    ValueTask<bool> AddMarketplaceAsync(Marketplace marketplace, CancellationToken cancel);

    /// <summary>The deployment's own marketplaces, without the built-in ones.</summary>
    ValueTask<IReadOnlyList<Marketplace>> ReadMarketplacesAsync(CancellationToken cancel);

    ValueTask AddIngestKeyAsync(IngestKey key, byte[] hash, CancellationToken cancel);

    ValueTask<IngestKey?> FindIngestKeyAsync(byte[] hash, CancellationToken cancel);

    ValueTask AddClientAsync(ApiClient client, CancellationToken cancel);

    ValueTask<ApiClient?> FindClientAsync(string clientId, CancellationToken cancel);

    ValueTask AddRefreshTokenAsync(RefreshGrant grant, CancellationToken cancel);

    ValueTask<RefreshGrant?> FindRefreshTokenAsync(byte[] hash, CancellationToken cancel);

    /// <summary>
    /// Takes back what a user granted a client, for some accounts or (none named) all, and with it the tokens that are left without
    /// any; subscriptions that no other token or grant entitles both to end, SUSPENDED where they were ACTIVE. Answers how many grants
    /// there were.
    /// </summary>
    ValueTask<int> RevokeAsync(
        string clientId,
        string user,
        IReadOnlyList<int> accounts,
        DateTimeOffset now,
        CancellationToken cancel
    );

    /// <summary>Stores an access token; expired ones, and all but the newest <paramref name="liveMax"/> of the same refresh token, go.</summary>
    ValueTask AddAccessTokenAsync(
        byte[] hash,
        byte[] refreshHash,
        DateTimeOffset expires,
        DateTimeOffset now,
        int liveMax,
        CancellationToken cancel
    );

    /// <summary>Who is behind an access token that has not expired.</summary>
    ValueTask<Caller?> FindCallerAsync(byte[] accessHash, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Lets a user of an external issuer see accounts; what was granted before stays.</summary>
    ValueTask AddGrantAsync(IssuerGrant grant, CancellationToken cancel);

    /// <summary>
    /// Takes accounts back from a user of an external issuer, or (none named) all; without a client, by whichever client they were
    /// granted. Subscriptions end as in <see cref="RevokeAsync"/>. Answers how many grants there were.
    /// </summary>
    ValueTask<int> RemoveGrantAsync(IssuerGrant grant, DateTimeOffset now, CancellationToken cancel);

    /// <summary>All that was granted to users of external issuers, or to those of one issuer, or to one user.</summary>
    ValueTask<IReadOnlyList<IssuerGrant>> ReadGrantsAsync(string? issuer, string? user, CancellationToken cancel);

    /// <summary>A user of an external issuer with the accounts granted, which may be none.</summary>
    ValueTask<Caller> FindCallerAsync(IssuerUser user, CancellationToken cancel);
}
