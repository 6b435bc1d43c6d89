using System.Net.Sockets;
using System.Text;

namespace Millrace.Unit.Hostile;

/// <summary>Sends bytes as they are, as no client library would.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    /// <summary>Sends all of it and reads until the server ends the connection.</summary>
    /// <param name="isCut">Says behind it that nothing follows: a server may then take the caller for gone.</param>
    public static async Task<RawAnswer> SendAsync(
        Uri address,
        ReadOnlyMemory<byte> request,
        CancellationToken cancel,
        bool isCut = false
    )
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(AnswerWithin);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var received = new MemoryStream();
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, late.Token);
            await SendAsync(socket, request, isCut, late.Token);
            var buffer = new byte[16 << 10];
            while (await socket.ReceiveAsync(buffer, late.Token) is var read and > 0)
            {
                received.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // The server has ended the connection: what it said before counts.
        }

        return RawAnswer.Read(received.ToArray());
    }

    /// <summary>A request in HTTP/1.1 that ends its connection, with the length of its body.</summary>
    public static byte[] Request(string method, string target, IEnumerable<string> headers, ReadOnlySpan<byte> body)
    {
        string[] length = body.Length > 0 || method is "POST" or "PUT" ? [$"Content-Length: {body.Length}"] : [];
        return [.. Head(method, target, [.. headers, .. length]), .. body];
    }

    /// <summary>Request line and headers; a character is a byte.</summary>
    public static byte[] Head(string method, string target, IEnumerable<string> headers) =>
        Encoding.Latin1.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(headers.Select(line => line + "\r\n"))}\r\n"
        );

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> request, bool isCut, CancellationToken cancel)
    {
        try
        {
            while (request.Length > 0)
            {
                request = request[await socket.SendAsync(request, cancel)..];
            }

            if (isCut)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Refused before all was sent: the answer may be there.
        }
    }
}
