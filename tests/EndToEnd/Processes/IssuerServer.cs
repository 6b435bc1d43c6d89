using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Millrace.Unit.Server.Issuers;

namespace Millrace.EndToEnd.Processes;

/// <summary>An OpenID Connect issuer on loopback, which may be away: its address stays, whether it runs or not.</summary>
internal sealed class IssuerServer : IAsyncDisposable
{
    public const string Audience = "https://stream.test";
    private readonly string address = $"http://127.0.0.1:{FreePort()}";
    private WebApplication? web;

    /// <summary>What it calls itself in iss.</summary>
    public string Name => $"{address}/realms/ads";

    /// <summary>By which it signs; the only one that it publishes.</summary>
    public TokenKey Key { get; set; } = TokenKey.Rsa("first");

    public async Task StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        web = builder.Build();
        web.MapGet(
            "/realms/ads/.well-known/openid-configuration",
            () => Json(new JsonObject { ["issuer"] = Name, ["jwks_uri"] = $"{Name}/keys" })
        );
        web.MapGet("/realms/ads/keys", () => Json(new JsonObject { ["keys"] = new JsonArray(Key.Public.DeepClone()) }));
        await web.StartAsync(cancel);
    }

    public async Task StopAsync()
    {
        if (web is not null)
        {
            await web.DisposeAsync();
            web = null;
        }
    }

    /// <summary>Claims of ann by the client reporting, good for five minutes; what is given replaces them, and null leaves one out.</summary>
    public JsonObject Claims(JsonObject? others = null)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["iss"] = Name,
            ["sub"] = "ann",
            ["aud"] = Audience,
            ["azp"] = "reporting",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        return TokenKey.With(claims, others);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static IResult Json(JsonObject document) => Results.Text(document.ToJsonString(), "application/json");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
