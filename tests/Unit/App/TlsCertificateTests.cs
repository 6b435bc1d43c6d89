using System.Security.Cryptography.X509Certificates;
using Millrace.App.Settings;

namespace Millrace.Unit.App;

public sealed class TlsCertificateTests : IDisposable
{
    private static readonly TimeProvider Wall = TimeProvider.System;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("millrace-tls");
    private readonly List<string> told = [];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_certificate_that_is_renewed_on_disk_is_taken_up_and_a_broken_one_is_not()
    {
        var settings = DevCertificate.OpenOrCreate(folder.FullName, ["na.example"], Wall);
        var certificate = new TlsCertificate(settings, told.Add);
        var first = certificate.Current().TargetCertificate;
        first.MatchesHostname("na.example").ShouldBeTrue();
        first.MatchesHostname("fe.localhost").ShouldBeTrue();
        first.MatchesHostname("eu.example").ShouldBeFalse();

        DevCertificate.OpenOrCreate(folder.FullName, ["na.example"], Wall);
        certificate.Current().TargetCertificate.ShouldBe(first);
        DevCertificate.OpenOrCreate(folder.FullName, ["eu.example"], Wall);
        var second = certificate.Current().TargetCertificate;
        second.MatchesHostname("eu.example").ShouldBeTrue();
        told.Single().ShouldContain("renewed");

        File.WriteAllText(settings.Key!, "nothing");
        certificate.Current().TargetCertificate.ShouldBe(second);
        told[^1].ShouldContain("stays in force");
        Should.Throw<InvalidDataException>(() => new TlsCertificate(settings, told.Add)).Message.ShouldContain("dev-tls.pem");
        Directory.GetFiles(folder.FullName, "*.new").ShouldBeEmpty();
    }

    [Fact]
    public void A_pfx_file_is_opened_by_its_password_and_a_wrong_one_is_told()
    {
        const string variable = "MILLRACE_TEST_PFX_PASSWORD";
        var pem = DevCertificate.OpenOrCreate(folder.FullName, ["na.example"], Wall);
        using var certificate = X509Certificate2.CreateFromPemFile(pem.Certificate!, pem.Key);
        string Write(string name, string? password)
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
            return path;
        }

        var settings = new TlsSettings { Pfx = Write("own.pfx", "right"), PfxPasswordVariable = variable };
        try
        {
            Environment.SetEnvironmentVariable(variable, "right");
            var opened = new TlsCertificate(settings, told.Add).Current().TargetCertificate;
            (opened.Thumbprint, opened.HasPrivateKey).ShouldBe((certificate.Thumbprint, true));

            Environment.SetEnvironmentVariable(variable, "wrong");
            var fault = Should.Throw<InvalidDataException>(() => new TlsCertificate(settings, told.Add));
            fault.Message.ShouldContain("own.pfx");
            fault.Message.ShouldContain("password in the environment variable MILLRACE_TEST_PFX_PASSWORD");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Should.Throw<InvalidDataException>(() => new TlsCertificate(settings, told.Add)).Message.ShouldContain(variable);
        Should
            .Throw<InvalidDataException>(() => new TlsCertificate(settings with { PfxPasswordVariable = null }, told.Add))
            .Message.ShouldContain("tls.pfxPasswordVariable");
        var open = new TlsSettings { Pfx = Write("open.pfx", null) };
        new TlsCertificate(open, told.Add).Current().TargetCertificate.Thumbprint.ShouldBe(certificate.Thumbprint);
    }
}
