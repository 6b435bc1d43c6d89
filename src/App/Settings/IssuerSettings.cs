using Millrace.Runtime.Accounts;
using Millrace.Server.Issuers;

namespace Millrace.App.Settings;

/// <summary>An external issuer (OpenID Connect) whose tokens are taken.</summary>
internal sealed record IssuerSettings
{
    private const string MetadataPath = "/.well-known/openid-configuration";

    /// <summary>As its tokens have it in iss.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The address before /.well-known/openid-configuration; null: the issuer itself, or the file.</summary>
    public string? Authority { get; init; }

    /// <summary>A file with its keys (JWKS), where it cannot be asked.</summary>
    public string? Keys { get; init; }

    /// <summary>For whom its tokens have to be: one of their aud.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The claim that names the user; null: sub.</summary>
    public string? UserClaim { get; init; }

    /// <summary>The claim that names the client; null: azp, client_id or appid.</summary>
    public string? ClientClaim { get; init; }

    /// <summary>The client of all its tokens, whatever they say.</summary>
    public string? Client { get; init; }

    public IssuerOptions Options()
    {
        var standard = new IssuerOptions { Issuer = Issuer, Audience = Audience };
        return standard with
        {
            Metadata = Keys is null ? new Uri((Authority ?? Issuer).TrimEnd('/') + MetadataPath) : null,
            KeysFile = Keys,
            UserClaim = UserClaim ?? standard.UserClaim,
            ClientClaims = ClientClaim is null ? standard.ClientClaims : [ClientClaim],
            Client = Client,
        };
    }

    public IEnumerable<string> Faults()
    {
        if (!IssuerNames.IsIssuer(Issuer))
        {
            yield return $"issuer: '{Issuer}' has to be {IssuerNames.IssuerForm}.";
        }

        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return "audience: say for whom its tokens are (aud).";
        }

        if (Authority is not null && Keys is not null)
        {
            yield return "authority, keys: give one of them.";
        }

        if (
            Keys is null
            && !(Uri.TryCreate(Authority ?? Issuer, UriKind.Absolute, out var address) && IssuerOptions.IsSafe(address))
        )
        {
            yield return $"authority: '{Authority ?? Issuer}' has to be an https address (http on this machine), or give keys.";
        }

        if (Client is not null && (ClientClaim is not null || !IssuerNames.IsClient(Client)))
        {
            yield return $"client: '{Client}' has to be {IssuerNames.ClientForm}, without clientClaim beside it.";
        }
    }
}
