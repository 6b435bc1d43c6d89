using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Millrace.Unit.Hostile;

/// <summary>A real server on loopback: keeps what it was asked, and answers as the test says, else with 200 and nothing.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    /// <summary>Every status by which a server leads its caller somewhere else.</summary>
    public static readonly TheoryData<int> Redirects = [301, 302, 303, 307, 308];

    private readonly List<string> asked = [];
    private readonly WebApplication web;

    private LoopbackServer(WebApplication web) => this.web = web;

    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Ends with a slash.</summary>
    public Uri Address => new(web.Urls.Single());

    /// <summary>Method and address of every request; one that TLS did not let through is none.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    /// <param name="certificate">By which it answers over https; null: http.</param>
    public static async Task<LoopbackServer> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (certificate is not null)
                    {
                        listen.UseHttps(certificate);
                    }
                }
            )
        );
        var web = builder.Build();
        var server = new LoopbackServer(web);
        web.Run(server.TakeAsync);
        await web.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A certificate of its own making for a host.</summary>
    public static X509Certificate2 CertificateOf(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Leads the caller somewhere else.</summary>
    public static Task Lead(HttpContext context, int status, Uri to)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = to.AbsoluteUri;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private Task TakeAsync(HttpContext context)
    {
        lock (asked)
        {
            asked.Add($"{context.Request.Method} {context.Request.GetEncodedPathAndQuery()}");
        }

        return Answer(context);
    }
}
