using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Millrace.Server.Http;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Millrace.Server.Ingestion;

/// <summary>
/// A request body without its compression; one that has none is read where Kestrel received it. What is wrong with it is told
/// as a <see cref="BadBodyException"/>.
/// </summary>
internal sealed class DecodedBody : PipeReader, IAsyncDisposable
{
    /// <summary>Log2 of the bytes that a zstd body may ask to look back on: bounds the memory of one body (32 MiB).</summary>
    private const int ZstdWindowLogMax = 25;

    private static readonly StreamPipeReaderOptions Chunks = new(bufferSize: 64 << 10, useZeroByteReads: false);

    private readonly PipeReader bytes;
    private readonly Stream? decoder;

    /// <param name="decoder">What is between the bytes and the wire; null: nothing.</param>
    private DecodedBody(PipeReader bytes, Stream? decoder) => (this.bytes, this.decoder) = (bytes, decoder);

    /// <summary>Null where the encoding is not known.</summary>
    public static DecodedBody? Open(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => new(request.BodyReader, null),
            "gzip" or "x-gzip" => Decoded(new GZipStream(request.Body, CompressionMode.Decompress)),
            "br" => Decoded(new BrotliStream(request.Body, CompressionMode.Decompress)),
            "zstd" => Decoded(Zstd(request.Body)),
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

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await bytes.ReadAsync(cancellationToken);
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

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void AdvanceTo(SequencePosition consumed) => bytes.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => bytes.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => bytes.CancelPendingRead();

    public override void Complete(Exception? exception = null) => bytes.Complete(exception);

    /// <summary>Leaves a plain body to the server, which reads off what nobody has taken.</summary>
    public async ValueTask DisposeAsync()
    {
        if (decoder is not null)
        {
            await bytes.CompleteAsync();
        }
    }

    private static DecodedBody Decoded(Stream decoder) => new(Create(decoder, Chunks), decoder);

    private static DecompressionStream Zstd(Stream body)
    {
        var stream = new DecompressionStream(body);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLogMax);
        return stream;
    }
}
