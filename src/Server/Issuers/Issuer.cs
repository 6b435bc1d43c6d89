using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Millrace.Runtime.Accounts;
using Millrace.Server.Http;

namespace Millrace.Server.Issuers;

/// <summary>One external issuer: says of a token that names it who calls, or why it is not taken.</summary>
internal sealed class Issuer(IssuerOptions options, IssuerKeys keys, TimeProvider wall)
{
    /// <summary>By two keys: whoever can check a signature cannot make one.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>How far the issuer's clock may be from ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly AuthenticationScheme scheme = new(options.Issuer, null, typeof(JwtBearerHandler));
    private readonly BearerSettings settings = new(
        new JwtBearerOptions
        {
            MapInboundClaims = false,
            ConfigurationManager = keys,
            TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = options.Issuer,
                ValidAudience = options.Audience,
                ValidAlgorithms = Algorithms,
                LifetimeValidator = (from, to, _, _) => IsWithin(from, to, wall.GetUtcNow().UtcDateTime),
            },
        }
    );

    public async Task<(IssuerUser? User, Reply? Refused)> FindAsync(HttpContext context, JsonWebToken token)
    {
        if (!Algorithms.Contains(token.Alg) || token.TryGetHeaderValue<object>("crit", out _))
        {
            return (null, Refuse($"It has to be signed by one of {string.Join(", ", Algorithms)}, without extensions (crit)."));
        }

        if (!await keys.HasAnyAsync(token.Kid is { Length: > 0 } kid ? kid : null, context.RequestAborted))
        {
            return (
                null,
                Reply.Unavailable(
                    IssuerKeys.AskedApart,
                    "The issuer of this access token does not answer, so that it cannot be checked now: send the call again later."
                )
            );
        }

        var bearer = new JwtBearerHandler(settings, NullLoggerFactory.Instance, UrlEncoder.Default);
        await bearer.InitializeAsync(scheme, context);
        var result = await bearer.AuthenticateAsync();
        return result.Principal is { } holder && result.Succeeded ? Who(holder) : (null, Refuse(Why(result.Failure)));
    }

    public static Reply Refuse(string why) =>
        Reply.Unauthorized($"The access token is not taken. {why}") with
        {
            Headers = [("WWW-Authenticate", "Bearer error=\"invalid_token\"")],
        };

    private (IssuerUser? User, Reply? Refused) Who(ClaimsPrincipal holder)
    {
        var user = Text(holder, options.UserClaim);
        if (user is null || !IssuerNames.IsUser(user))
        {
            return (null, Refuse($"Its claim {options.UserClaim} has to name the user: {IssuerNames.UserForm}."));
        }

        var client =
            options.Client ?? options.ClientClaims.Select(claim => Text(holder, claim)).FirstOrDefault(text => text is not null);
        return client is not null && IssuerNames.IsClient(client)
            ? (new IssuerUser(options.Issuer, user, client), null)
            : (
                null,
                Refuse($"Its claim {string.Join(" or ", options.ClientClaims)} has to name the client: {IssuerNames.ClientForm}.")
            );
    }

    /// <summary>Null where the claim is not there once, and as a text.</summary>
    private static string? Text(ClaimsPrincipal holder, string claim) =>
        holder.FindAll(claim).ToList() is [{ ValueType: ClaimValueTypes.String } only] ? only.Value : null;

    private string Why(Exception? failure) =>
        failure switch
        {
            SecurityTokenExpiredException => "It has expired: get a new one from its issuer.",
            SecurityTokenNotYetValidException => "It is not valid yet: look whether the clock of its issuer is right.",
            SecurityTokenNoExpirationException => "It does not say when it expires (exp).",
            SecurityTokenInvalidAudienceException =>
                $"It is for somebody else (aud): ask its issuer for one for {options.Audience}.",
            SecurityTokenSignatureKeyNotFoundException =>
                "It is signed by no key that its issuer has now: get a new one from its issuer.",
            _ => "It is not what its issuer has signed: get a new one from its issuer.",
        };

    /// <summary>The ends of time are among what tokens have, and what is left out may come as one: nothing is added to either.</summary>
    private static bool IsWithin(DateTime? from, DateTime? to, DateTime now) =>
        to is null ? throw new SecurityTokenNoExpirationException()
        : to <= now - Skew ? throw new SecurityTokenExpiredException()
        : from > now + Skew ? throw new SecurityTokenNotYetValidException()
        : true;
}
