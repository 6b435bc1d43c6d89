using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using ZstdSharp.Unsafe;

namespace Millrace.Server.Ingest;

/// <summary>Bodies as they come, or compressed; what they decompress to is bounded by whoever reads.</summary>
internal static class BodyEncoding
{
    /// <summary>A window of 8 MB: larger ones would let a small body take much memory.</summary>
    private const int ZstdWindowLogMax = 23;

    public static Stream Open(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => request.Body,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
            "zstd" => Zstd(request.Body),
            _ => throw new ApiError(415, "UnsupportedMediaType", "Content-Encoding must be gzip, br, zstd or none."),
        };

    private static ZstdSharp.DecompressionStream Zstd(Stream body)
    {
        var stream = new ZstdSharp.DecompressionStream(body);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLogMax);
        return stream;
    }
}
