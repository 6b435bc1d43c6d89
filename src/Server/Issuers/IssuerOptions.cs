namespace Millrace.Server.Issuers;

/// <summary>An external issuer (OpenID Connect) whose tokens are taken.</summary>
public sealed record IssuerOptions
{
    /// <summary>As its tokens have it in iss.</summary>
    public required string Issuer { get; init; }

    /// <summary>For whom its tokens have to be.</summary>
    public required string Audience { get; init; }

    /// <summary>Where its metadata are; null: its keys are in <see cref="KeysFile"/>.</summary>
    public Uri? Metadata { get; init; }

    /// <summary>A JSON Web Key Set, where the issuer cannot be asked.</summary>
    public string? KeysFile { get; init; }

    /// <summary>The claim that names the user.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>The claims that may name the client; the first that is there does.</summary>
    public IReadOnlyList<string> ClientClaims { get; init; } = ["azp", "client_id", "appid"];

    /// <summary>The client of all its tokens, where no claim is to name it.</summary>
    public string? Client { get; init; }

    /// <summary>Whether keys may be asked for there: nobody on the way can change them.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
