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
}
