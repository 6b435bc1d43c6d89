using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Millrace.Server.Http;

namespace Millrace.Unit.Server.Http;

/// <summary>Callers that are slow, or many.</summary>
public sealed class ReceivingTests : IAsyncLifetime
{
    private const int ConnectionsMax = 4;
    private WebApplication web = null!;
    private Uri address = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ReceiveInLargeBlocks(ConnectionsMax);
        web = builder.Build();
        web.Run(async context => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await web.StartAsync(Cancel);
        address = new Uri(web.Urls.First());
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    [Fact]
    public async Task Who_sends_a_byte_a_second_is_cut_off()
    {
        string[] begun =
        [
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        ];
        var answers = await Task.WhenAll(begun.Select(SlowAsync));
        answers.ShouldAllBe(answer => answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 "));
    }

    [Fact]
    public async Task No_more_connections_are_held_than_the_bound()
    {
        var sockets = new List<Socket>();
        try
        {
            for (var number = 0; number < ConnectionsMax; number++)
            {
                sockets.Add(await OpenAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"));
            }

            // Connections are counted side by side: a late one may be counted before the last of these.
            var answer = "none";
            for (var attempt = 0; attempt < 100 && answer.Length > 0; attempt++)
            {
                using var late = await OpenAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                answer = await ReadAsync(late);
            }

            answer.ShouldBe("");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>What comes until the connection ends, while one byte goes each second.</summary>
    private async Task<string> SlowAsync(string begun)
    {
        using var socket = await OpenAsync(begun);
        var answer = ReadAsync(socket);
        var every = new byte[] { (byte)'1' };
        for (var second = 0; second < 60 && !answer.IsCompleted; second++)
        {
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancel));
            try
            {
                await socket.SendAsync(every, Cancel);
            }
            catch (SocketException)
            {
                break;
            }
        }

        answer.IsCompleted.ShouldBeTrue(begun);
        return await answer;
    }

    private async Task<Socket> OpenAsync(string begun)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes(begun), Cancel);
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancel) is var read and > 0)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // Cut off without a word.
        }

        return text.ToString();
    }
}
