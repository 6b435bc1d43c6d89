using Microsoft.AspNetCore.Http;

namespace Millrace.Sandbox.StandIns.Wire;

/// <summary>Around every path: what the server finds wrong with a request while it is read is the caller's fault, and told by its status.</summary>
internal static class BrokenRequests
{
    public static RequestDelegate Refused(RequestDelegate answer) =>
        async http =>
        {
            try
            {
                await answer(http);
            }
            catch (BadHttpRequestException error) when (!http.Response.HasStarted)
            {
                http.Response.StatusCode = error.StatusCode;
            }
        };
}
