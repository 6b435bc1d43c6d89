using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Millrace.Server.Issuers;

/// <summary>
/// The keys of an issuer, kept, and asked for anew when they are old, when a token names another, or when one names none and fits none. However many
/// tokens come, the issuer is asked once at a time and not again within <see cref="AskedApart"/>. While it does not answer, the keys from
/// before stay. (The library's own keeper has no such bound while it has no keys, and reads a clock of its own.)
/// </summary>
/// <param name="ask">Brings the keys, or throws.</param>
/// <param name="tell">Takes why there were none.</param>
internal sealed class IssuerKeys(
    Func<CancellationToken, Task<OpenIdConnectConfiguration>> ask,
    TimeProvider wall,
    Action<string> tell
) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private readonly SemaphoreSlim asking = new(1, 1);
    private Kept? kept;
    private long? asked;
    private volatile bool isDoubted;

    /// <summary>Also how long somebody waits who comes while there are no keys.</summary>
    public static TimeSpan AskedApart { get; } = TimeSpan.FromSeconds(10);

    /// <summary>False where there are no keys at all, and the issuer does not give any now.</summary>
    /// <param name="keyId">The key that a token names; null: it names none.</param>
    public async Task<bool> HasAnyAsync(string? keyId, CancellationToken cancel)
    {
        if (IsGood(keyId))
        {
            return true;
        }

        // Whose key is known does not wait for others: the keys are old, and somebody asks already.
        if (!await asking.WaitAsync(Knows(keyId) ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancel))
        {
            return true;
        }

        try
        {
            if (!IsGood(keyId) && (asked is not { } last || wall.GetElapsedTime(last) >= AskedApart))
            {
                await AskAsync();
            }

            return kept is not null;
        }
        finally
        {
            asking.Release();
        }
    }

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        Task.FromResult(kept?.Keys ?? throw new InvalidOperationException("There are no keys of this issuer yet."));

    public void RequestRefresh() => isDoubted = true;

    public void Dispose() => asking.Dispose();

    private bool IsGood(string? keyId) =>
        kept is { } now && wall.GetElapsedTime(now.Since) < KeptFor && (keyId is null ? !isDoubted : Knows(keyId));

    private bool Knows(string? keyId) => keyId is not null && kept?.Keys.SigningKeys.Any(key => key.KeyId == keyId) == true;

    /// <summary>Whoever waits for it goes away without ending it: it is everybody's, and has a time limit of its own.</summary>
    private async Task AskAsync()
    {
        try
        {
            var keys = await ask(CancellationToken.None);
            if (keys.SigningKeys.Count == 0)
            {
                throw new InvalidDataException("there are none that signatures can be checked by.");
            }

            kept = new Kept(keys, wall.GetTimestamp());
        }
        catch (Exception fault)
        {
            // What others answer can fail in any way, and costs no more than their own tokens.
            tell($"its keys cannot be had: {fault.Message}");
        }

        asked = wall.GetTimestamp();
        isDoubted = false;
    }

    private sealed record Kept(OpenIdConnectConfiguration Keys, long Since);
}
