using Millrace.Landing.Confirming;

namespace Millrace.Unit.Landing;

/// <summary>Addresses that only look like those of an allowed host.</summary>
public sealed class AllowedHostsTests
{
    private readonly AllowedHosts hosts = new([
        "stream.example.com",
        "stream.example.com:8443",
        "sns.us-east-1.amazonaws.com",
        "127.0.0.1:9000",
        "[::1]:9001",
    ]);

    [Theory]
    [InlineData("https://stream.example.com/?Token=1")]
    [InlineData("https://stream.example.com:443/")]
    [InlineData("https://stream.example.com:8443/")]
    [InlineData("HTTPS://STREAM.EXAMPLE.COM/")]
    [InlineData("http://127.0.0.1:9000/")]
    [InlineData("http://[::1]:9001/")]
    [InlineData("https://127.0.0.1:9000/")]
    public void What_was_allowed_is_asked(string address) => hosts.Refuses("A", address, out _).ShouldBeNull();

    [Theory]
    // Names around the allowed one.
    [InlineData("https://stream.example.com.evil.example/")]
    [InlineData("https://sns.us-east-1.amazonaws.com.evil.example/")]
    [InlineData("https://evil-stream.example.com/")]
    [InlineData("https://sub.stream.example.com/")]
    [InlineData("https://example.com/")]
    [InlineData("https://stream.example.com./")]
    [InlineData("https://stream.example.com%2eevil.example/")]
    [InlineData("https://stream.example.com%00.evil.example/")]
    [InlineData("https://evil.example/stream.example.com")]
    [InlineData("https://evil.example?stream.example.com")]
    [InlineData("https://evil.example#stream.example.com")]
    [InlineData("https://evil.example\\@stream.example.com/")]
    [InlineData("https://evil.example;stream.example.com/")]
    // Users before it.
    [InlineData("https://stream.example.com@evil.example/")]
    [InlineData("https://stream.example.com:443@evil.example/")]
    [InlineData("https://stream.example.com%40evil.example/")]
    [InlineData("https://user@stream.example.com/")]
    [InlineData("https://user:word@stream.example.com/")]
    // Ports behind it.
    [InlineData("https://stream.example.com:22/")]
    [InlineData("https://stream.example.com:80/")]
    [InlineData("https://stream.example.com:8443@evil.example/")]
    [InlineData("https://stream.example.com:8443:22/")]
    [InlineData("https://stream.example.com:99999/")]
    [InlineData("https://stream.example.com:-8443/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.0.0.1:9001/")]
    [InlineData("http://[::1]:9000/")]
    // Letters of other scripts, as they are and as names have them.
    [InlineData("https://str\u0435am.example.com/")]
    [InlineData("https://xn--stram-nqa.example.com/")]
    [InlineData("https://stream\u2024example.com/")]
    // This machine and its neighbours, in every spelling.
    [InlineData("http://localhost:9000/")]
    [InlineData("https://localhost/")]
    [InlineData("http://0.0.0.0:9000/")]
    [InlineData("http://[::]:9000/")]
    [InlineData("http://[::ffff:127.0.0.1]:9000/")]
    [InlineData("http://[::ffff:7f00:1]:9000/")]
    [InlineData("http://[::127.0.0.1]:9000/")]
    [InlineData("http://127.0.0.2:9000/")]
    [InlineData("http://2130706433:8000/")]
    [InlineData("http://0x7f.0.0.1:8000/")]
    [InlineData("http://0177.0.0.1:8000/")]
    [InlineData("http://127.1:8000/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://192.168.0.1/")]
    // No address of the web.
    [InlineData("http://stream.example.com/")]
    [InlineData("http://stream.example.com:8443/")]
    [InlineData("ftp://stream.example.com/")]
    [InlineData("ws://127.0.0.1:9000/")]
    [InlineData("file://stream.example.com/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:9000/")]
    [InlineData("data:text/plain,stream.example.com")]
    [InlineData("//stream.example.com/")]
    [InlineData("/certificate.pem")]
    [InlineData("stream.example.com")]
    [InlineData("https:stream.example.com")]
    [InlineData("https://")]
    [InlineData("")]
    public void Everything_else_is_refused_with_a_reason(string address) =>
        hosts.Refuses("A", address, out _).ShouldNotBeNull().ShouldStartWith("A ");

    [Fact]
    public void Whatever_letter_stands_in_a_name_that_is_taken_the_name_that_is_asked_is_the_allowed_one()
    {
        for (var letter = '\u0080'; letter < '\uffff'; letter++)
        {
            foreach (var name in (string[])[$"str{letter}am", $"s{letter}ream", $"strea{letter}", $"stream{letter}"])
            {
                foreach (var address in (string[])[$"https://{name}.example.com/", $"https://{name}example.com/"])
                {
                    if (hosts.Refuses("A", address, out var uri) is null)
                    {
                        uri!.IdnHost.ShouldBe("stream.example.com", $"U+{(int)letter:X4}");
                    }
                }
            }
        }
    }
}
