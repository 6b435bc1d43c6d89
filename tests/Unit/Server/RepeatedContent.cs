using System.Net;

namespace Millrace.Unit.Server;

/// <summary>A large body that is never held whole.</summary>
internal sealed class RepeatedContent(byte[] part, long bytes, bool isLengthTold) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (long sent = 0; sent < bytes; sent += part.Length)
        {
            await stream.WriteAsync(part);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = (bytes + part.Length - 1) / part.Length * part.Length;
        return isLengthTold;
    }
}
