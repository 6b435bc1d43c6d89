using System.Text.RegularExpressions;
using Millrace.App.Settings;
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
        settings.Topics.Publishers["sp-traffic"]["NA"].ShouldBe("111122223333");
        settings.Topics.Prefix.ShouldNotBeNull();
        settings.Tls!.Certificate.ShouldNotBeNull();
        settings.TrustedProxies.ShouldBe(["10.0.0.0/8", "192.0.2.7"]);
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
                  "topics": { "prefix": "a b", "publishers": { "sp-trafic": {}, "sp-traffic": { "NA": "12" } } },
                  "tls": { "certificate": "c.pem" },
                  "trustedProxies": ["proxy"] }
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
            "topics.publishers.sp-trafic:",
            "topics.publishers.sp-traffic.NA: '12'",
            "topics.prefix: 'a b'",
            "tls: give",
            "trustedProxies: 'proxy'",
        ];
        keys.ShouldAllBe(key => fault.Message.Contains(key));
    }

    private DeploymentSettings Read(string text)
    {
        File.WriteAllText(path, text);
        return DeploymentFile.Read(path);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
