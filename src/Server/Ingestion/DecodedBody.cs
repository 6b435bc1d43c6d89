using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Millrace.Server.Http;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Millrace.Server.Ingestion;

/// <summary>A request body without its compression. What is wrong with it is told as a <see cref="BadBodyException"/>.</summary>
internal sealed class DecodedBody : Stream
{
    /// <summary>Log2 of the bytes that a zstd body may ask to look back on: bounds the memory of one body (32 MiB).</summary>
    private const int ZstdWindowLogMax = 25;

    private readonly Stream decoded;

    private DecodedBody(Stream decoded) => this.decoded = decoded;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Null where the encoding is not known.</summary>
    /// <param name="encoding">Content-Encoding as it came.</param>
    public static DecodedBody? Open(Stream body, string encoding) =>
        encoding.Trim().ToLowerInvariant() switch
        {
            "" or "identity" => new(body),
            "gzip" or "x-gzip" => new(new GZipStream(body, CompressionMode.Decompress)),
            "br" => new(new BrotliStream(body, CompressionMode.Decompress)),
            "zstd" => new(Zstd(body)),
            _ => null,
        };

    /// <summary>
    /// Refuses a process in which .NET reads a compressed body that was cut as if it were whole: half a batch would be taken
    /// under its id, and the whole one refused afterwards.
    /// </summary>
    public static void RequireStrictness()
    {
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);
        using var cut = new GZipStream(new MemoryStream([0x1F]), CompressionMode.Decompress);
        try
        {
            _ = cut.ReadByte();
        }
        catch (InvalidDataException)
        {
            return;
        }

        throw new InvalidOperationException(
            "Set System.IO.Compression.UseStrictValidation to true in the runtime configuration of this program."
        );
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await decoded.ReadAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException)
        {
            throw;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or InvalidOperationException or ZstdException)
        {
            throw new BadBodyException(
                "The body ended too early or is not what its Content-Encoding says: nothing of it was taken.",
                fault
            );
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoded.Dispose();
        }

        base.Dispose(disposing);
    }

    private static DecompressionStream Zstd(Stream body)
    {
        var stream = new DecompressionStream(body);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLogMax);
        return stream;
    }
}
