using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace Millrace.App.Bench;

/// <summary>Posts a file in bodies of whole lines over a few connections that stay open.</summary>
internal sealed class HttpSender : IDisposable
{
    private const int BodyBytes = 4 << 20;
    private const int Connections = 2;
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections });
    private readonly SafeFileHandle file;
    private readonly List<(long At, int Bytes)> bodies = [];
    private readonly List<byte[]> coded = [];

    /// <param name="codedBodiesMax">How many of the bodies are sent when they are sent with gzip: they are held in memory.</param>
    public HttpSender(string path, int codedBodiesMax)
    {
        file = File.OpenHandle(path);
        var buffer = new byte[BodyBytes];
        var at = 0L;
        while (RandomAccess.Read(file, buffer, at) is var read and > 0)
        {
            var bytes = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            bodies.Add((at, bytes));
            at += bytes;
            if (coded.Count < codedBodiesMax)
            {
                coded.Add(Gzip(buffer.AsSpan(0, bytes)));
            }
        }
    }

    public long CodedBytes => coded.Sum(body => (long)body.Length);

    public void Dispose()
    {
        file.Dispose();
        http.Dispose();
    }

    /// <summary>Answers how many lines the other side says that it has taken.</summary>
    /// <param name="key">The ingest key; null where none is asked for.</param>
    public async Task<long> SendAsync(Uri to, string? key, bool isCoded)
    {
        var next = -1;
        var taken = 0L;
        async Task LoopAsync()
        {
            var buffer = new byte[BodyBytes];
            while (Interlocked.Increment(ref next) is var number && number < (isCoded ? coded.Count : bodies.Count))
            {
                var body = isCoded ? coded[number] : Read(buffer, bodies[number]);
                Interlocked.Add(ref taken, await SendAsync(to, key, body, number, isCoded));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => LoopAsync()));
        return taken;
    }

    private async Task<long> SendAsync(Uri to, string? key, ReadOnlyMemory<byte> body, int number, bool isCoded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ReadOnlyMemoryContent(body) };
        request.Headers.Add("Idempotency-Key", number.ToString(CultureInfo.InvariantCulture));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (isCoded)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"A body was answered {(int)response.StatusCode}: {answer}");
        }

        return key is null ? long.Parse(answer, CultureInfo.InvariantCulture) : (long)JsonNode.Parse(answer)!["accepted"]!;
    }

    private ReadOnlyMemory<byte> Read(byte[] buffer, (long At, int Bytes) body)
    {
        var read = RandomAccess.Read(file, buffer.AsSpan(0, body.Bytes), body.At);
        return read == body.Bytes ? buffer.AsMemory(0, read) : throw new EndOfStreamException("The input file was cut.");
    }

    private static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return coded.ToArray();
    }
}
