using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Millrace.App.Bench;

/// <summary>
/// The rival of the way in: an endpoint that reads a body to its end and only counts its lines. A plain body is counted where
/// Kestrel has received it, which is the cheapest way that ASP.NET Core has.
/// </summary>
internal static class HttpCounting
{
    public const string Path = "count";
    private const int ChunkBytes = 128 << 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/" + Path, AnswerAsync);

    private static async Task AnswerAsync(HttpContext context)
    {
        var count =
            context.Request.Headers.ContentEncoding == "gzip"
                ? await CountAsync(new GZipStream(context.Request.Body, CompressionMode.Decompress))
                : await CountAsync(context.Request.BodyReader);
        await context.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<long> CountAsync(PipeReader body)
    {
        var count = 0L;
        ReadResult read;
        do
        {
            read = await body.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                count += segment.Span.Count((byte)'\n');
            }

            body.AdvanceTo(read.Buffer.End);
        } while (!read.IsCompleted);

        return count;
    }

    private static async Task<long> CountAsync(Stream body)
    {
        await using var _ = body;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var count = 0L;
        while (await body.ReadAsync(buffer) is var read and > 0)
        {
            count += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return count;
    }
}
