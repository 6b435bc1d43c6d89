using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>Refresh tokens to access tokens, and access tokens to callers. Lives on the wall clock.</summary>
public sealed class TokenService(IRegistry registry, IChance chance, TimeProvider wall)
{
    public const string AccessPrefix = "Atza|";
    public const string RefreshPrefix = "Atzr|";
    private const int SecretBytes = 48;
    private const int LiveTokensMax = 1000;

    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>True when the client exists and this is its secret; takes as long where it does not exist.</summary>
    public async ValueTask<bool> IsClientAsync(string clientId, string secret, CancellationToken cancel)
    {
        var client = await registry.FindClientAsync(clientId, cancel);
        var isSecret = Secrets.Matches(secret, client?.SecretHash ?? new byte[32]);
        return isSecret && client is not null;
    }

    /// <summary>A new access token, or null when the refresh token is not known or belongs to another client.</summary>
    public async ValueTask<AccessToken?> ExchangeAsync(string clientId, string refreshToken, CancellationToken cancel)
    {
        var grant = await registry.FindRefreshTokenAsync(Secrets.Hash(refreshToken), cancel);
        if (grant is null || grant.ClientId != clientId || !Secrets.Matches(refreshToken, grant.Hash))
        {
            return null;
        }

        var token = AccessPrefix + chance.Base64Url(SecretBytes);
        var now = wall.GetUtcNow();
        await registry.AddAccessTokenAsync(Secrets.Hash(token), grant.Hash, now + Lifetime, now, LiveTokensMax, cancel);
        return new(token, Lifetime);
    }

    /// <summary>Null where the token is unknown or has expired.</summary>
    public ValueTask<Caller?> FindCallerAsync(string accessToken, CancellationToken cancel) =>
        registry.FindCallerAsync(Secrets.Hash(accessToken), wall.GetUtcNow(), cancel);
}
