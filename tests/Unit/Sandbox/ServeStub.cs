using System.IO.Compression;
using System.Net;
using System.Text;

namespace Millrace.Unit.Sandbox;

/// <summary>Stands for a deployment: writes down what comes and answers as it is told, else as ingest does.</summary>
internal sealed class ServeStub : HttpMessageHandler
{
    public List<Call> Calls { get; } = [];

    /// <summary>
    /// The answers to come first; null is the usual answer, an exception a broken connection, <see cref="Lost"/> one after the body was taken.
    /// </summary>
    public Queue<object?> Answers { get; } = [];

    /// <summary>All that was taken in, in its order: also what the sender was not told of.</summary>
    public List<Call> Applied { get; } = [];

    /// <summary>What counts at the deployment: the first body of each key.</summary>
    public Dictionary<string, string> Taken { get; } = [];

    public HttpClient Client() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://127.0.0.1:1") };

    public static HttpResponseMessage Answer(HttpStatusCode status, string body = "") =>
        new(status) { Content = new StringContent(body) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var stream = await request.Content!.ReadAsStreamAsync(cancel);
        var isGzip = request.Content.Headers.ContentEncoding.Contains("gzip");
        using var reader = new StreamReader(isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(cancel);
        var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : "";
        var call = new Call(
            $"{request.Method} {request.RequestUri!.AbsolutePath}",
            key,
            request.Headers.Authorization?.ToString(),
            body
        );
        Calls.Add(call);
        var told = Answers.Count > 0 ? Answers.Dequeue() : null;
        if (told is Exception fault)
        {
            throw fault;
        }

        if (told is HttpResponseMessage answer)
        {
            return answer;
        }

        Applied.Add(call);
        if (told is Lost)
        {
            return Answer(HttpStatusCode.BadRequest);
        }

        if (key.Length == 0)
        {
            return Answer(HttpStatusCode.NoContent);
        }

        Taken.TryAdd(key, body);
        Taken[key].ShouldBe(body, "a key came again with another body");
        return Answer(HttpStatusCode.OK, $$"""{"accepted":{{body.Count(letter => letter == '\n')}},"repeated":0,"refused":[]}""");
    }

    /// <summary>The body is taken, and the sender dies before it hears of it.</summary>
    internal sealed record Lost;

    internal sealed record Call(string What, string Key, string? Authorization, string Body);
}
