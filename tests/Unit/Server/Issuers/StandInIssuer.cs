using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Millrace.Server.Issuers;

namespace Millrace.Unit.Server.Issuers;

/// <summary>An OpenID Connect issuer on loopback: its metadata, and the keys that the test gives it.</summary>
internal sealed class StandInIssuer : IAsyncDisposable
{
    public const string Audience = "https://stream.test";
    private readonly WebApplication web;
    private int asked;

    private StandInIssuer(WebApplication web) => this.web = web;

    /// <summary>What it calls itself in iss, and where it is.</summary>
    public string Name => web.Urls.First();

    /// <summary>The first signs, where nothing else is said.</summary>
    public List<TokenKey> Keys { get; } = [TokenKey.Rsa("first")];

    public bool IsDown { get; set; }

    /// <summary>It answers when this is over.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    /// <summary>Where it says that its keys are; null: with itself.</summary>
    public string? KeysAddress { get; set; }

    /// <summary>How often its metadata were asked for.</summary>
    public int Asked => Volatile.Read(ref asked);

    public IssuerOptions Options =>
        new()
        {
            Issuer = Name,
            Audience = Audience,
            Metadata = new Uri($"{Name}/.well-known/openid-configuration"),
        };

    public string KeySet =>
        new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(key => key.Public.DeepClone())]) }.ToJsonString();

    public static async Task<StandInIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var issuer = new StandInIssuer(web);
        web.MapGet("/.well-known/openid-configuration", issuer.MetadataAsync);
        web.MapGet("/keys", () => Results.Text(issuer.KeySet, "application/json"));
        await web.StartAsync(ServerRig.Cancel);
        return issuer;
    }

    /// <summary>Claims that are taken at this time; what is given replaces them, and null leaves one out.</summary>
    public JsonObject Claims(DateTimeOffset now, string user = "ann", string client = "reporting", JsonObject? others = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Name,
            ["sub"] = user,
            ["aud"] = Audience,
            ["azp"] = client,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        return TokenKey.With(claims, others);
    }

    public string Token(DateTimeOffset now, string user = "ann", string client = "reporting", JsonObject? others = null) =>
        Keys[0].Token(Claims(now, user, client, others));

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task<IResult> MetadataAsync()
    {
        Interlocked.Increment(ref asked);
        await Answering;
        return IsDown
            ? Results.StatusCode(StatusCodes.Status502BadGateway)
            : Results.Text(
                new JsonObject { ["issuer"] = Name, ["jwks_uri"] = KeysAddress ?? $"{Name}/keys" }.ToJsonString(),
                "application/json"
            );
    }
}
