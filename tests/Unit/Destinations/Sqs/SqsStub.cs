using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millrace.Unit.Destinations.Sqs;

/// <summary>
/// A server on loopback that keeps the bytes of every request and answers with whatever bytes a test wants, so that it can do
/// what no real server does. Lookups of the queue's address it answers itself.
/// </summary>
internal sealed class SqsStub : IAsyncDisposable
{
    public const string QueuePath = "/000000000000/deltas";
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly List<StubCall> calls = [];
    private readonly Func<StubCall, int, byte[]?> answer;
    private readonly Task loop;

    /// <param name="answer">Answers whatever is no lookup by the number of SendMessageBatches before it; null closes the connection.</param>
    public SqsStub(Func<StubCall, int, byte[]?> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = new Uri($"http://{listener.LocalEndpoint}/");
        loop = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What was sent by SendMessageBatch.</summary>
    public IReadOnlyList<StubCall> Batches => All("AmazonSQS.SendMessageBatch");

    public IReadOnlyList<StubCall> Lookups => All("AmazonSQS.GetQueueUrl");

    /// <summary>What the doctor asks.</summary>
    public IReadOnlyList<StubCall> Looks => All("AmazonSQS.GetQueueAttributes");

    /// <summary>Where set, what lookups are answered with.</summary>
    public byte[]? LookupAnswer { get; set; }

    public async ValueTask DisposeAsync()
    {
        // The loop ends before the listener does: to accept on one that has stopped is a fault of its own kind.
        await stopping.CancelAsync();
        await loop;
        listener.Stop();
        stopping.Dispose();
    }

    private List<StubCall> All(string target)
    {
        lock (calls)
        {
            return [.. calls.Where(call => call.Header("X-Amz-Target") == target)];
        }
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            while (await StubCall.ReadAsync(stream, stopping.Token) is { } call)
            {
                if (Answer(call) is not { } bytes)
                {
                    return;
                }

                await stream.WriteAsync(bytes, stopping.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // The client hung up, or the test is over.
        }
    }

    private byte[]? Answer(StubCall call)
    {
        int before;
        lock (calls)
        {
            before = Batches.Count;
            calls.Add(call);
        }

        return call.Header("X-Amz-Target") == "AmazonSQS.GetQueueUrl"
            ? LookupAnswer ?? StubAnswers.Http(200, Encoding.UTF8.GetBytes($$"""{"QueueUrl":"{{Address}}{{QueuePath[1..]}}"}"""))
            : answer(call, before);
    }
}
