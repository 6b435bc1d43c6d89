using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Millrace.Server.Issuers;

/// <summary>The options of one issuer for its handler, which never change.</summary>
internal sealed class BearerSettings(JwtBearerOptions options) : IOptionsMonitor<JwtBearerOptions>
{
    public JwtBearerOptions CurrentValue => options;

    public JwtBearerOptions Get(string? name) => options;

    public IDisposable? OnChange(Action<JwtBearerOptions, string?> listener) => null;
}
