using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>Reads the whole body of a request, up to a bound.</summary>
internal static class RequestBody
{
    /// <returns>Null where there is more.</returns>
    /// <exception cref="BadHttpRequestException">It ends too early, comes too slowly, or is not framed as HTTP has it.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancel)
    {
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        using var whole = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1_024];
        int read;
        while ((read = await ReadAsync(request.Body, buffer, cancel)) > 0)
        {
            if (whole.Length + read > bytesMax)
            {
                return null;
            }

            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(buffer, cancel);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            // A chunk whose length no number holds, for one.
            throw new BadHttpRequestException("The body cannot be read.", StatusCodes.Status400BadRequest, fault);
        }
    }
}
