using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Millrace.Runtime.Accounts;
using Millrace.Server.Http;

namespace Millrace.Server.Issuers;

/// <summary>The external issuers whose tokens are taken beside our own. What their users may see, the registry says.</summary>
public sealed class IssuerRoom : IDisposable
{
    private const int TokenCharactersMax = 16 * 1024;
    private readonly HttpClient http = IssuerDocuments.CreateHttpClient();
    private readonly Dictionary<string, Issuer> issuers = new(StringComparer.Ordinal);
    private readonly List<IssuerKeys> all = [];

    private IssuerRoom(IEnumerable<IssuerOptions> issuers, TimeProvider wall, Action<string> tell)
    {
        foreach (var options in issuers)
        {
            var keys = new IssuerKeys(
                cancel =>
                    options.Metadata is { } metadata
                        ? OpenIdConnectConfigurationRetriever.GetAsync($"{metadata}", new IssuerDocuments(http, metadata), cancel)
                        : KeySetFile.ReadAsync(options.KeysFile!, cancel),
                wall,
                why => tell($"issuer {options.Issuer}: {why}")
            );
            all.Add(keys);
            this.issuers.Add(options.Issuer, new Issuer(options, keys, wall));
        }
    }

    public static IssuerRoom None { get; } = new([], TimeProvider.System, _ => { });

    /// <summary>Issuers that are asked for their keys are asked when the first token of theirs comes; files have to be good now.</summary>
    /// <param name="tell">Takes one line for each time that keys of an issuer cannot be had.</param>
    /// <exception cref="InvalidDataException">A file of keys is not usable.</exception>
    public static async Task<IssuerRoom> OpenAsync(
        IReadOnlyList<IssuerOptions> issuers,
        TimeProvider wall,
        Action<string> tell,
        CancellationToken cancel
    )
    {
        foreach (var file in issuers.Select(issuer => issuer.KeysFile).OfType<string>())
        {
            await KeySetFile.ReadAsync(file, cancel);
        }

        return new IssuerRoom(issuers, wall, tell);
    }

    public void Dispose()
    {
        all.ForEach(keys => keys.Dispose());
        http.Dispose();
    }

    /// <summary>Whether it looks like a signed token of an issuer (RFC 7519), and there are issuers at all.</summary>
    internal bool Takes(string token) =>
        issuers.Count > 0
        && !token.StartsWith(TokenService.AccessPrefix, StringComparison.Ordinal)
        && token.Count(letter => letter == '.') == 2;

    internal async Task<(IssuerUser? User, Reply? Refused)> FindAsync(HttpContext context, string token) =>
        token.Length > TokenCharactersMax ? (null, Issuer.Refuse($"It has more than {TokenCharactersMax} characters."))
        : Read(token) is not { } read ? (null, Issuer.Refuse("It is no signed JSON Web Token."))
        : issuers.TryGetValue(read.Issuer, out var issuer) ? await issuer.FindAsync(context, read)
        : (null, Issuer.Refuse("Its issuer (iss) is none whose tokens this service takes: ask its operator which it takes."));

    /// <summary>What it says, of which nothing is checked yet.</summary>
    private static JsonWebToken? Read(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception)
        {
            // Whoever wrote it can make the reader fail in any way.
            return null;
        }
    }
}
