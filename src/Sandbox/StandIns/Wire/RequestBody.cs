using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>Reads the whole body of a request, up to a bound.</summary>
internal static class RequestBody
{
    /// <returns>Null where there is more.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancel)
    {
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        using var whole = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1_024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (whole.Length + read > bytesMax)
            {
                return null;
            }

            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }
}
