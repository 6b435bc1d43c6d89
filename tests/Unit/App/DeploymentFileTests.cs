using System.Text.RegularExpressions;
using Millrace.App.Settings;
using Millrace.Server.Issuers;
using Millrace.Unit.House;

namespace Millrace.Unit.App;

public sealed partial class DeploymentFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void The_example_of_the_docs_is_read_and_has_every_setting()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "deployment.md"));
        var settings = Read(Example().Match(text).Groups[1].Value);

        settings.Realms.Keys.ShouldBe(["NA", "EU", "FE"]);
        settings.Realms["NA"].Hosts.ShouldBe(["na.stream.example.com"]);
        settings.Realms["NA"].PublicUrl.ShouldBe("https://na.stream.example.com");
        settings.Realms["FE"].Listen.ShouldNotBeNull();
        settings.Hosts.ShouldBe(["stream.internal.example.com"]);
        settings.Topics.Publishers["sp-traffic"]["NA"].ShouldBe("111122223333");
        settings.Topics.Prefix.ShouldNotBeNull();
        settings.Tls!.Certificate.ShouldNotBeNull();
        settings.TrustedProxies.ShouldBe(["10.0.0.0/8", "192.0.2.7"]);
        settings.Notices.ShouldBe(
            new NoticeSettings
            {
                Url = "https://platform.example.com/stream-notices",
                SecretFile = "/etc/millrace/notices.secret",
            }
        );

        var (asked, file) = (settings.Issuers[0].Options(), settings.Issuers[1].Options());
        asked.Metadata.ShouldBe(new Uri("https://login.example.com/realms/ads/.well-known/openid-configuration"));
        asked.ShouldBe(
            new IssuerOptions
            {
                Issuer = "https://login.example.com/realms/ads",
                Audience = "https://stream.example.com",
                Metadata = asked.Metadata,
                ClientClaims = asked.ClientClaims,
            }
        );
        asked.ClientClaims.ShouldBe(["azp", "client_id", "appid"]);
        (file.Metadata, file.KeysFile, file.UserClaim, file.Client).ShouldBe(
            (null, "/etc/millrace/partner-keys.json", "email", "partner")
        );
    }

    [Fact]
    public void An_issuer_is_asked_where_its_authority_is_and_its_client_named_by_the_claim_that_is_told()
    {
        var options = Read(
            """
            { "issuers": [ {
                "issuer": "https://sts.example.com/t/", "authority": "https://login.example.com/t/v2.0/", "audience": "api://x",
                "clientClaim": "app" } ] }
            """
        )
            .Issuers[0]
            .Options();
        options.Metadata.ShouldBe(new Uri("https://login.example.com/t/v2.0/.well-known/openid-configuration"));
        options.ClientClaims.ShouldBe(["app"]);
    }

    [Fact]
    public void What_is_no_setting_is_told_with_its_line()
    {
        var fault = Should.Throw<InvalidDataException>(() => Read("{\n\"realms\": {},\n\"tsl\": {}\n}"));
        fault.Message.ShouldContain("line 3");
        fault.Message.ShouldContain("tsl");
        Should.Throw<InvalidDataException>(() => Read("{")).Message.ShouldContain("line 1");
        Should.Throw<InvalidDataException>(() => DeploymentFile.Read(path + ".none")).Message.ShouldContain("cannot be read");
    }

    [Theory]
    [InlineData("""{"topics":{"publishers":{"sp-traffic":{"NA":null}}}}""", "sp-traffic")]
    [InlineData("""{"topics":{"publishers":{"sp-traffic":null}}}""", "sp-traffic")]
    [InlineData("""{"realms":{"NA":null}}""", "NA")]
    [InlineData("""{"realms":{"NA":{"hosts":null}}}""", "hosts")]
    [InlineData("""{"hosts":[null]}""", "hosts")]
    [InlineData("""{"issuers":[null]}""", "issuers")]
    [InlineData("""{"tls":null}""", "tls")]
    [InlineData("""{"notices":{"url":null}}""", "notices.url")]
    public void Null_is_no_value(string json, string where) =>
        Should
            .Throw<InvalidDataException>(() => Read(json))
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldContain(where),
                message => message.ShouldContain("leave it out")
            );

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var fault = Should.Throw<InvalidDataException>(() =>
            Read(
                """
                { "realms": {
                    "XX": { "hosts": [] },
                    "NA": { "hosts": ["a.example", "a b"], "publicUrl": "ftp://x" },
                    "EU": { "hosts": ["A.example"], "listen": "here" } },
                  "hosts": ["a.example", "b.example", "c d"],
                  "topics": { "prefix": "a b", "publishers": { "sp-trafic": {}, "sp-traffic": { "NA": "12" } } },
                  "tls": { "certificate": "c.pem" },
                  "trustedProxies": ["proxy"],
                  "notices": { "url": "http://platform.example/?key=k1" },
                  "issuers": [
                    { "issuer": "https://a.example, b", "authority": "https://a.example" },
                    { "issuer": "http://login.example", "audience": "x", "client": "a b" },
                    { "issuer": "http://login.example", "audience": "x", "authority": "http://127.0.0.1:1", "keys": "k.json" },
                    { "issuer": "corp", "audience": "x", "client": "a", "clientClaim": "b" },
                    { "issuer": "http://localhost:9", "audience": "x" },
                    { "issuer": "corp-2", "audience": "x", "keys": "k.json", "client": "a" } ] }
                """
            )
        );
        string[] keys =
        [
            "realms.XX: there",
            "realms.XX.hosts: name",
            "'a b' has to be a host",
            "realms.NA.publicUrl: 'ftp://x'",
            "realms.EU.hosts: 'A.example'",
            "realms.EU.listen: 'here'",
            "hosts: 'a.example' has to be",
            "hosts: 'c d' has to be",
            "topics.publishers.sp-trafic:",
            "topics.publishers.sp-traffic.NA: '12'",
            "topics.prefix: 'a b'",
            "tls: give",
            "trustedProxies: 'proxy'",
            "notices.url: it has to be an https address",
            "notices.secretFile: name the file",
            "issuers[0].issuer: 'https://a.example, b'",
            "issuers[0].audience: say",
            "issuers[1].authority: 'http://login.example' has to be an https address",
            "issuers[1].client: 'a b'",
            "issuers[2].authority, keys: give one",
            "issuers[2].issuer: 'http://login.example' stands there twice",
            "issuers[3].authority: 'corp'",
            "issuers[3].client: 'a' has to be",
        ];
        fault.Message.ShouldNotContain("b.example");
        fault.Message.ShouldNotContain("k1");
        fault.Message.ShouldNotContain("issuers[4]");
        fault.Message.ShouldNotContain("issuers[5]");
        keys.ShouldAllBe(key => fault.Message.Contains(key));
    }

    [Theory]
    [InlineData("https://platform.example/notices?key=k", true)]
    [InlineData("http://127.0.0.1:8080/notices", true)]
    [InlineData("http://[::1]/", true)]
    [InlineData("http://127.0.0.1.example/", false)]
    [InlineData("https://ann:secret@platform.example/", false)]
    [InlineData("ftp://platform.example/", false)]
    [InlineData("/notices", false)]
    public void Notices_go_where_nobody_on_the_way_can_read_them(string url, bool isGood) =>
        new NoticeSettings { Url = url, SecretFile = "s" }
            .Faults()
            .Any()
            .ShouldBe(!isGood);

    private DeploymentSettings Read(string text)
    {
        File.WriteAllText(path, text);
        return DeploymentFile.Read(path);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
