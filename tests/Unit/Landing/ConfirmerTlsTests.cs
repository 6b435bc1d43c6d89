using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Millrace.Landing;
using Millrace.Landing.Confirming;
using Millrace.Landing.Records;
using Millrace.Unit.Hostile;

namespace Millrace.Unit.Landing;

/// <summary>
/// Whoever answers names can have an allowed one lead to any address, such as one of this machine. What is asked there is decided by the
/// certificate: a server that has none for the allowed name hears nothing. Here every name leads to loopback.
/// </summary>
public sealed class ConfirmerTlsTests
{
    private const string Host = "stream.example.com";
    private readonly SnsSigner sns = new();

    [Fact]
    public async Task A_server_with_the_certificate_of_the_name_is_asked()
    {
        using var own = LoopbackServer.CertificateOf(Host);
        await using var server = await LoopbackServer.StartAsync(own);
        server.Answer = sns.AnswerAsync;
        using var handler = LandingService.CreateHandler(own);
        (await ConfirmAsync(handler, server)).Outcome.ShouldBe(ConfirmationOutcome.Confirmed);
        server.Asked.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("sub.stream.example.com", true)]
    [InlineData("*.stream.example.com", true)]
    [InlineData("stream.example.com.evil.example", true)]
    [InlineData("*.com", true)]
    [InlineData(Host, false)]
    public async Task A_server_with_another_certificate_hears_nothing(string named, bool isTrusted)
    {
        using var certificate = LoopbackServer.CertificateOf(named);
        using var trusted = LoopbackServer.CertificateOf(Host);
        await using var server = await LoopbackServer.StartAsync(certificate);
        server.Answer = sns.AnswerAsync;
        foreach (var trusts in (X509Certificate2?[])[isTrusted ? certificate : trusted, null])
        {
            using var handler = LandingService.CreateHandler(trusts);
            var verdict = await ConfirmAsync(handler, server);
            verdict.Outcome.ShouldBe(ConfirmationOutcome.TryAgain);
            verdict.Detail.ShouldContain("SSL");
        }

        server.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_tls_hears_nothing_that_is_a_request()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answer = sns.AnswerAsync;
        using var handler = LandingService.CreateHandler(null);
        (await ConfirmAsync(handler, server)).Outcome.ShouldBe(ConfirmationOutcome.TryAgain);
        server.Asked.ShouldBeEmpty();
    }

    private async Task<ConfirmationVerdict> ConfirmAsync(SocketsHttpHandler handler, LoopbackServer server)
    {
        handler.UseProxy = false;
        handler.ConnectCallback = async (context, cancel) =>
        {
            context.DnsEndPoint.Host.ShouldBe(Host);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        };
        using var http = new HttpClient(handler, disposeHandler: false);
        var body = sns.Confirmation(subscribeHost: $"https://{Host}", certificateUrl: $"https://{Host}/certificate.pem");
        var confirmer = new Confirmer(
            new AllowedHosts([Host]),
            new BoundedHttp(http, TimeSpan.FromSeconds(30), 64 * 1024, TimeProvider.System)
        );
        var document = BodyReader.Read(new LandingMessage(LandingRig.Queue, "m", body)).Confirmation;
        return await confirmer.ConfirmAsync(document.ShouldNotBeNull(), LandingRig.Cancel);
    }
}
