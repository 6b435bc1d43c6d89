using System.Text;

namespace Millrace.Unit.Hostile;

/// <summary>Requests whose head, length or framing is odd, whatever the endpoint makes of bodies.</summary>
internal static class HostileFrames
{
    private static readonly string[] Methods = ["TRACE", "CONNECT", "OPTIONS", "PATCH", "PROPFIND", "get", "X", new('M', 40)];

    private static readonly string[] HeaderLines =
    [
        "X-Odd: a\rInjected: 1",
        "X-Odd: a\nInjected: 1",
        "X-Odd: a\0b",
        "X-Odd: \xff\xfe",
        "Content-Type: a\x01b\x7f",
        "x-amz-meta-odd: a\x01b\x7f",
        "Authorization: AWS4-HMAC-SHA256 Credential=ASIA/1/us-east-1/s3/aws4_request, SignedHeaders=;;host;, Signature=zz",
        "Authorization: AWS4-HMAC-SHA256 Credential=////sts/, SignedHeaders, Signature",
        "X-Amz-Target: AmazonSQS.\xc3\x28",
        " X-Odd: folded",
        "X Odd: blank",
        ": nameless",
        "no colon",
        "Authorization: Bearer \r\n Injected: 1",
        "Content-Type: \xe2\x80\xa8",
        "Expect: 200-maybe",
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "Range: bytes=9999999999999999999-1,-5,0-",
        "If-None-Match: *, \"\r",
        "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: javascript\r\nForwarded: host=evil.example",
        "Cookie: " + new string('c', 30_000),
        "X-Long: " + new string('v', 40_000),
    ];

    /// <param name="target">Under it stand the changed requests; its body is sent whole where the head is what is odd.</param>
    public static IEnumerable<HostileRequest> Of(HostileTarget target)
    {
        var body = Encoding.UTF8.GetBytes(target.Body);
        HostileRequest Odd(string what, string method, string path, IEnumerable<string> headers) =>
            new($"{target}: {what}", RawHttp.Request(method, path, headers, body));

        foreach (var method in Methods)
        {
            yield return Odd($"method {method}", method, target.Path, target.Headers);
        }

        foreach (var line in HeaderLines)
        {
            yield return Odd(
                $"header {Encoding.ASCII.GetString(Encoding.Latin1.GetBytes(line[..Math.Min(40, line.Length)]))}",
                target.Method,
                target.Path,
                [.. target.Headers, line]
            );
        }

        foreach (var path in Paths(target.Path))
        {
            yield return Odd($"path {path[..Math.Min(80, path.Length)]}", target.Method, path, target.Headers);
        }

        yield return Odd(
            "thousands of headers",
            target.Method,
            target.Path,
            [.. target.Headers, .. Enumerable.Range(0, 5_000).Select(number => $"X-{number}: 1")]
        );
        yield return Odd(
            "every header a hundred times",
            target.Method,
            target.Path,
            target.Headers.SelectMany(line => Enumerable.Repeat(line, 20))
        );
        foreach (var (what, bytes) in Whole(target, body))
        {
            yield return new($"{target}: {what}", bytes);
        }

        foreach (var (what, bytes) in Cut(target, body))
        {
            yield return new($"{target}: {what}", bytes, IsCut: true);
        }
    }

    private static IEnumerable<string> Paths(string path)
    {
        yield return path.Replace("/", "%2f", StringComparison.Ordinal);
        yield return path + "%2f";
        yield return path + "/";
        yield return path + "/..%2f..%2fetc%2fpasswd";
        yield return path + "/../../../../../etc/passwd";
        yield return path + "/%00";
        yield return path + "/%0d%0aInjected:%201";
        yield return path + "/%ff%fe";
        yield return path + "/%ed%a0%80";
        yield return path + "/%u0041%";
        yield return path + "/" + new string('p', 7_000);
        yield return path + "/" + new string('p', 20_000);
        yield return path + "/" + string.Concat(Enumerable.Repeat("a/", 3_000));
        yield return path + "?" + new string('q', 7_000);
        yield return path + "?" + string.Join('&', Enumerable.Range(0, 1_500).Select(number => $"a{number}"));
        yield return path + "?maxResults=99999999999999999999&startingToken=%00%ff&startingToken=a&import=maybe&format=7";
        yield return path + "?Action=ConfirmSubscription&TopicArn=%0d%0a&Token=%ff";
        yield return path + "?%";
        yield return path + "?=&&=&";
        yield return $"http://evil.example{path}";
        yield return $"http://user@evil.example:99999{path}";
        yield return $"//evil.example{path}";
        yield return "*";
        yield return path.TrimStart('/') + "x";
        yield return path + " HTTP/1.1";
        yield return path + "#fragment";
        yield return path + "\x80\xff";
    }

    private static IEnumerable<(string What, byte[] Bytes)> Whole(HostileTarget target, byte[] body)
    {
        byte[] Framed(IEnumerable<string> headers, ReadOnlySpan<byte> rest) => Frame(target, headers, rest);
        var tooMany = new byte[target.BodyBytesMax + 1];
        tooMany.AsSpan().Fill((byte)' ');
        yield return ("too large a body", Framed([$"Content-Length: {tooMany.Length}"], tooMany));
        yield return ("too large a body in chunks", Framed(["Transfer-Encoding: chunked"], Chunked(tooMany)));
        yield return ("a length beyond all", Framed(["Content-Length: 9223372036854775807"], body));
        yield return ("a length beyond numbers", Framed(["Content-Length: 99999999999999999999999"], body));
        yield return ("a negative length", Framed(["Content-Length: -1"], body));
        yield return ("a length of letters", Framed(["Content-Length: 0x10"], body));
        yield return ("two lengths", Framed(["Content-Length: 0", $"Content-Length: {body.Length}"], body));
        yield return (
            "a length and chunks",
            Framed([$"Content-Length: {body.Length}", "Transfer-Encoding: chunked"], Chunked(body))
        );
        yield return (
            "a length that is shorter than the body",
            Framed([$"Content-Length: {Math.Max(0, body.Length - 3)}"], [.. body, .. "GET /smuggled HTTP/1.1\r\n\r\n"u8])
        );
        yield return ("no length and no chunks", Framed([], body));
        yield return ("a broken chunk", Framed(["Transfer-Encoding: chunked"], "zz\r\nabc\r\n0\r\n\r\n"u8));
        yield return (
            "a chunk with a long extension",
            Framed(["Transfer-Encoding: chunked"], [.. "1;"u8, .. new byte[20_000], .. "\r\na\r\n0\r\n\r\n"u8])
        );
        yield return ("an unknown transfer encoding", Framed(["Transfer-Encoding: gzip, chunked, x"], body));
        yield return ("rubbish in chunks", Framed(["Transfer-Encoding: chunked"], Chunked([.. body, 0, 0xFF, 0xC0])));
        yield return ("no request", [.. "\r\n\r\n\0\xff\xfe rubbish\r\n\r\n"u8]);
        yield return ("the preface of HTTP/2", [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. new byte[30]]);
        yield return ("an old version", [.. Encoding.ASCII.GetBytes($"{target.Method} {target.Path} HTTP/1.0\r\n\r\n"), .. body]);
        yield return (
            "no host and two hosts",
            Encoding.ASCII.GetBytes($"{target.Method} {target.Path} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        );
        yield return (
            "a host that is none",
            Encoding.ASCII.GetBytes($"{target.Method} {target.Path} HTTP/1.1\r\nHost: a b/../@[\r\nConnection: close\r\n\r\n")
        );
    }

    private static IEnumerable<(string What, byte[] Bytes)> Cut(HostileTarget target, byte[] body)
    {
        byte[] Framed(IEnumerable<string> headers, ReadOnlySpan<byte> rest) => Frame(target, headers, rest);
        yield return ("a length that is longer than the body", Framed([$"Content-Length: {body.Length + 10}"], body));
        yield return ("a chunk of too many", Framed(["Transfer-Encoding: chunked"], "ffffffffffffffff\r\nabc"u8));
        yield return ("a chunk that ends early", Framed(["Transfer-Encoding: chunked"], "20\r\nabc"u8));
        yield return ("a head that ends early", Encoding.ASCII.GetBytes($"{target.Method} {target.Path} HTTP/1.1\r\nHos"));
    }

    private static byte[] Frame(HostileTarget target, IEnumerable<string> headers, ReadOnlySpan<byte> rest) =>
        [.. RawHttp.Head(target.Method, target.Path, [.. target.Headers, .. headers]), .. rest];

    private static byte[] Chunked(byte[] body) =>
        [
            .. body.Chunk(32 << 10)
                .SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]),
            .. "0\r\n\r\n"u8,
        ];
}
